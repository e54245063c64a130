// Waits: a known number of goroutines in each way of waiting that Go can name, and then the text that shows them.
//
//	waits debug2    what /debug/pprof/goroutine?debug=2 answers
//	waits debug1    the same as counts
//	waits proto     the same as profile.proto
//	waits stack     runtime.Stack of all goroutines, into a buffer of 4 KiB: it is cut
//	waits log       the same, whole, through package log, between other lines
//	waits panic     a panic, with GOTRACEBACK=all or without
//	waits quit      SIGQUIT to itself
//	waits deadlock  nothing else is started, and nothing can go on
//	waits aged      debug2 again, 130 seconds and several collections later
//
// It needs nothing but Go's library, and compiles with every Go from 1.19 on, and with gccgo.
package main

import (
	"context"
	"log"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"
)

type queue struct {
	items chan [2]int
	mu    sync.Mutex
}

// send waits until somebody receives, which nobody does.
func (q *queue) send(item [2]int) {
	q.items <- item
}

func receive(ready chan struct{}, from chan int) int {
	ready <- struct{}{}
	return <-from
}

func choose(one, other chan int) {
	select {
	case <-one:
	case other <- 1:
	}
}

func lock(mu *sync.Mutex) {
	mu.Lock()
	defer mu.Unlock()
}

func read(mu *sync.RWMutex) {
	mu.RLock()
	defer mu.RUnlock()
}

func group(wg *sync.WaitGroup) { wg.Wait() }

func condition(c *sync.Cond) {
	c.L.Lock()
	c.Wait()
	c.L.Unlock()
}

func accept(l net.Listener) {
	connection, err := l.Accept()
	log.Print(connection, err)
}

// deep is more frames than a dump prints.
func deep(n int, c chan int) int {
	if n == 0 {
		return <-c
	}
	return deep(n-1, c) + 1
}

func times(n int, f func(i int)) {
	for i := 0; i < n; i++ {
		go f(i)
	}
}

// start begins 45 goroutines: with main's there are 46.
func start() {
	q := &queue{items: make(chan [2]int)}
	held, readers := &sync.Mutex{}, &sync.RWMutex{}
	held.Lock()
	readers.Lock()
	wg := &sync.WaitGroup{}
	wg.Add(1)
	ready := make(chan struct{})
	never := make(chan int)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	times(9, func(i int) { q.send([2]int{i, i}) })
	times(5, func(int) { receive(ready, never) })
	for i := 0; i < 5; i++ {
		<-ready
	}
	times(4, func(int) { choose(never, make(chan int)) })
	times(6, func(int) { lock(held) })
	times(2, func(int) { read(readers) })
	times(3, func(int) { group(wg) })
	c := sync.NewCond(&sync.Mutex{})
	times(2, func(int) { condition(c) })
	times(3, func(int) { time.Sleep(time.Hour) })
	times(1, func(int) { accept(listener) })
	times(1, func(int) { deep(150, never) })
	times(2, func(int) { <-(chan int)(nil) })
	times(1, func(int) { select {} })
	times(2, func(int) {
		runtime.LockOSThread()
		<-never
	})
	labels := pprof.Labels("tenant", "acme", "a name", `quoted ]: "}`, "zh", "中")
	times(4, func(int) {
		pprof.Do(context.Background(), labels, func(context.Context) { q.send([2]int{}) })
	})
	time.Sleep(300 * time.Millisecond)
}

func stack(size int) []byte {
	buffer := make([]byte, size)
	return buffer[:runtime.Stack(buffer, true)]
}

func main() {
	how := "debug2"
	if len(os.Args) > 1 {
		how = os.Args[1]
	}
	if how == "deadlock" {
		go func() { select {} }()
		<-make(chan int)
	}
	start()
	goroutines := pprof.Lookup("goroutine")
	switch how {
	case "debug2":
		goroutines.WriteTo(os.Stdout, 2)
	case "debug1":
		goroutines.WriteTo(os.Stdout, 1)
	case "proto":
		goroutines.WriteTo(os.Stdout, 0)
	case "stack":
		os.Stdout.Write(stack(4096))
	case "log":
		log.SetOutput(os.Stdout)
		log.Print("serving")
		log.Printf("too many goroutines:\n%s", stack(1<<20))
		log.Print("still serving")
		log.Printf("too many goroutines:\n%s", stack(1<<20))
	case "aged":
		for i := 0; i < 13; i++ {
			time.Sleep(10 * time.Second)
			runtime.GC()
		}
		goroutines.WriteTo(os.Stdout, 2)
	case "panic":
		panic("out of patience\nwith a second line")
	case "quit":
		syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
		time.Sleep(time.Second)
	}
}
