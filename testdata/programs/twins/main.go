// Command twins writes each profile of one moment twice, as profile.proto and as text (debug=1), into the folder that
// it is given. What both say must be the same, up to what a text leaves out.
//
// Its functions are small so that the compiler inlines some, call themselves, are generic, wait, and allocate through
// the runtime, through the library and in functions that are called by them.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: twins FOLDER")
	}
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1) // pprof multiplies what a text says by this, and Go has already done so

	tree := grow(7)
	shelves := fill(200)
	contend()
	wait(context.Background())
	open := pprof.NewProfile("orders.open")
	for number := range 6 {
		register(open, number)
	}
	time.Sleep(200 * time.Millisecond) // until all that wait have come to wait

	runtime.GC()
	runtime.GC()
	debug.SetGCPercent(-1) // a heap profile is as of the last collection: no other may come between the twins
	for _, profile := range []string{"heap", "goroutine", "block", "mutex", "orders.open"} {
		for form, name := range []string{profile + ".pb.gz", profile + ".debug1.txt"} {
			write(profile, filepath.Join(os.Args[1], name), form)
		}
	}
	runtime.KeepAlive(tree)
	runtime.KeepAlive(shelves)
}

func write(profile, file string, form int) {
	out, err := os.Create(file)
	if err == nil {
		err = pprof.Lookup(profile).WriteTo(out, form)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
}

func init() { runtime.MemProfileRate = 16 << 10 }

type node struct {
	name     string
	children []*node
	weights  [40]float64
}

// grow calls itself, and leaf is inlined into it.
func grow(depth int) *node {
	if depth == 0 {
		return leaf("leaf")
	}
	n := leaf(strings.Repeat("branch/", depth))
	for range 2 {
		n.children = append(n.children, grow(depth-1))
	}
	return n
}

func leaf(name string) *node { return &node{name: name} }

// store is generic: a text does not say of which types.
type store[K comparable, V any] struct {
	entries map[K]V
	order   []K
}

func (s *store[K, V]) put(key K, value V) {
	if s.entries == nil {
		s.entries = make(map[K]V)
	}
	s.entries[key] = value
	s.order = append(s.order, key)
}

func fill(count int) *store[string, []int] {
	s := new(store[string, []int])
	for number := range count {
		s.put(label(number), numbers(number))
	}
	slices.SortFunc(s.order, func(a, b string) int { return strings.Compare(reversed(a), reversed(b)) })
	return s
}

func label(number int) string { return fmt.Sprintf("shelf %d of the long corridor", number) }

func numbers(count int) []int { return slices.Repeat([]int{1, 2, 3}, count) }

func reversed(text string) string {
	bytes := []byte(text)
	slices.Reverse(bytes)
	return string(bytes)
}

type order struct{ number int }

func register(open *pprof.Profile, number int) {
	if number%3 == 0 {
		again(open, number)
		return
	}
	open.Add(&order{number}, 0)
}

func again(open *pprof.Profile, number int) { open.Add(&order{number}, 0) }

type counter struct {
	mutex sync.Mutex
	count int
}

func (c *counter) add() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.slow()
}

func (c *counter) slow() {
	time.Sleep(time.Millisecond)
	c.count++
}

// contend is over when it returns, so that the twins of block and mutex see the same.
func contend() {
	var workers sync.WaitGroup
	var shared counter
	results := make(chan int)
	for range 4 {
		workers.Go(func() {
			for range 5 {
				shared.add()
			}
		})
		go func() { results <- deliver(2) }()
	}
	for range 4 {
		time.Sleep(2 * time.Millisecond)
		<-results
	}
	workers.Wait()
}

func deliver(times int) int {
	if times == 0 {
		return 1
	}
	return deliver(times-1) + 1
}

// wait leaves goroutines behind that wait in different ways, some of them with labels.
func wait(ctx context.Context) {
	never := make(chan string)
	var locked counter
	locked.mutex.Lock()
	for number := range 9 {
		labels := pprof.Labels("gateway", []string{"email", "sms", "a \"quoted\" väg"}[number%3], "kind", "test")
		go pprof.Do(ctx, labels, func(context.Context) { await(never, number/3) })
	}
	go locked.add()
	go locked.add()
	go func() {
		select {
		case <-ctx.Done():
		case <-never:
		}
	}()
	go func() { select {} }()
}

func await(never chan string, depth int) {
	if depth > 0 {
		await(never, depth-1)
	}
	receive(never)
}

func receive(never chan string) string { return <-never }
