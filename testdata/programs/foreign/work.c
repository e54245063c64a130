#include <stdio.h>
#include <stdlib.h>
volatile double sink; volatile int rounds = 3000;
static inline __attribute__((always_inline)) double square(double x){ double s=0; for(int i=0;i<rounds;i++) s+=x*i; return s; }
__attribute__((noinline)) double parse(int n){ double s=0; for(int i=0;i<n;i++) s+=square(i); return s; }
__attribute__((noinline)) int render(int n){ char b[64]; int s=0; for(int i=0;i<n;i++) s+=sprintf(b,"%d",i); return s; }
__attribute__((noinline)) void *keep(int n){ char *p=malloc(n); for(int i=0;i<n;i+=4096) p[i]=1; return p; }
int main(){ for(int i=0;i<25;i++){ sink+=parse(8000); sink+=render(150000); keep(1<<20);} return 0; }
