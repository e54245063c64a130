import time
def parse(n):
    return sum(i*i for i in range(n))
def render(n):
    s=""
    for i in range(n):
        s=str(i)+s[:50]
    return s
def main():
    end=time.time()+4
    while time.time()<end:
        parse(20000); render(10000)
main()
