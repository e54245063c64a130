#include <stdlib.h>
#include <string.h>
__attribute__((noinline)) void *small(void){ char *p = malloc(1000); memset(p, 1, 1000); return p; }
__attribute__((noinline)) void *large(void){ char *p = malloc(300000); memset(p, 1, 300000); return p; }
int main(){ for(int i=0;i<20000;i++){ void *p=small(); if(i%2) free(p);} for(int i=0;i<50;i++) large(); return 0; }
