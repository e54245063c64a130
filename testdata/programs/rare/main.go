// Rare: a known number of goroutines of kinds that few dumps have.
//
//	rare ancestors  with GODEBUG=tracebackancestors=5: 9 goroutines of three generations, of which the second is gone
//	rare c          4 goroutines: main's, two that are in C, and one that C has called back
//	rare abort      the same, and then C calls abort: the runtime's own goroutines are in it, too
//
// bubble_test.go is about testing/synctest.
package main

/*
#include <stdlib.h>
#include <unistd.h>

extern void goReceive(void);

static void rest(void) { pause(); }
static void call(void) { goReceive(); }
static void end(void) { abort(); }
*/
import "C"

import (
	"os"
	"runtime"
	"sync"
	"time"
)

// never is a channel that nobody sends to.
var never = make(chan int)

//export goReceive
func goReceive() { <-never }

// child is the last generation: six of them wait.
func child(ready *sync.WaitGroup) {
	ready.Done()
	<-never
}

// parent begins three children, and stays: there are two.
func parent(ready *sync.WaitGroup) {
	for i := 0; i < 3; i++ {
		go child(ready)
	}
	ready.Done()
	select {}
}

// elder begins one parent, and is gone.
func elder(ready *sync.WaitGroup) { go parent(ready) }

func dump() {
	buffer := make([]byte, 1<<20)
	os.Stdout.Write(buffer[:runtime.Stack(buffer, true)])
}

func main() {
	if os.Args[1] == "ancestors" {
		var ready sync.WaitGroup
		ready.Add(8)
		go elder(&ready)
		go elder(&ready)
		ready.Wait()
		time.Sleep(100 * time.Millisecond)
		dump()
		return
	}
	go C.rest()
	go C.rest()
	go C.call()
	time.Sleep(300 * time.Millisecond)
	if os.Args[1] == "abort" {
		C.end()
	}
	dump()
}
