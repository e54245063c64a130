//go:build go1.25

package main

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestStates dumps 13 goroutines to the file in $OUT. In the bubble are seven that wait for one another, one that waits for what is
// outside, and three of the test: the one that has begun the bubble, the one that waits for the function, and the one that runs it.
// Outside are main's and one that the test has begun.
func TestStates(t *testing.T) {
	outside := make(chan int)
	go func() { <-outside }()
	synctest.Test(t, func(*testing.T) {
		inside, full := make(chan int), make(chan int)
		var group sync.WaitGroup
		group.Add(1)
		var mu sync.Mutex
		woken := sync.NewCond(&mu)
		awake := false
		go func() { <-inside }()
		go func() { <-inside }()
		go func() { full <- 1 }()
		go func() {
			select {
			case <-inside:
			case full <- 2:
			}
		}()
		go func() { group.Wait() }()
		go func() { time.Sleep(time.Hour) }()
		go func() {
			mu.Lock()
			for !awake {
				woken.Wait()
			}
			mu.Unlock()
		}()
		synctest.Wait()
		go func() { <-outside }()
		for i := 0; i < 100; i++ {
			runtime.Gosched()
		}
		buffer := make([]byte, 1<<20)
		if err := os.WriteFile(os.Getenv("OUT"), buffer[:runtime.Stack(buffer, true)], 0o644); err != nil {
			t.Fatal(err)
		}
		// Nobody wakes them.
		os.Exit(0)
	})
}

// TestDeadlock: all of the bubble wait for one another, and the test panics with the two of them.
func TestDeadlock(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		never := make(chan int)
		go func() { <-never }()
		<-never
	})
}
