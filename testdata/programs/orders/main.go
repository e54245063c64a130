// Command orders is an order service under steady load, with two leaks: its cache of orders never
// evicts (packages cache and api), and its notifier leaves goroutines behind (package notify).
//
// In: a folder. Out: that folder with two snapshots of the heap and the goroutines some time apart,
// and every other profile that is worth reading of such a program, as proto and as text.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"shop.example/orders/api"
	"shop.example/orders/notify"
	"shop.example/orders/pricing"
	"shop.example/snapshot"
)

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	first := flag.Duration("first", 20*time.Second, "when to take the first snapshot")
	second := flag.Duration("second", 75*time.Second, "when to take the second snapshot")
	flag.Parse()
	runtime.MemProfileRate = 128 << 10 // finer than the default: a small program, many allocation sites

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	serve(ctx)
	background(ctx)

	dir := snapshot.Dir(*out)
	start := time.Now()
	time.Sleep(*first)
	dir.Profile("heap", "heap-1.pb.gz", 0)
	dir.Profile("goroutine", "goroutine-1.pb.gz", 0)
	time.Sleep(*second - time.Since(start))
	dir.Profile("heap", "heap-2.pb.gz", 0)
	dir.Profile("goroutine", "goroutine-2.pb.gz", 0)
	dir.Profile("allocs", "allocs.pb.gz", 0)
	dir.Profile("threadcreate", "threadcreate.pb.gz", 0)

	dir.Profile("heap", "heap.debug1.txt", 1)
	dir.Profile("allocs", "allocs.debug1.txt", 1)
	dir.Profile("goroutine", "goroutine.debug1.txt", 1)
	dir.Profile("goroutine", "goroutine.debug2.txt", 2)
	dir.Profile("threadcreate", "threadcreate.debug1.txt", 1)

	// last, because looking for leaks marks the leaked ones in every later dump
	dir.Profile("goroutineleak", "goroutineleak.pb.gz", 0)
	dir.Profile("goroutine", "goroutine-leaked.debug2.txt", 2)
	fmt.Fprintln(os.Stderr, "orders: done after", time.Since(start).Round(time.Second))
}

// serve starts the service and the clients that use it.
func serve(ctx context.Context) {
	dispatcher := notify.Start(ctx, 6, 100*time.Millisecond,
		&notify.Email{Slow: 40}, &notify.SMS{Slow: 60}, &notify.Webhook{Lost: 50})
	service := api.NewService(pricing.Tree(7, 4), dispatcher)
	handler := api.Chain(service.Place, api.Recover, api.Sessions(), api.Limit(4))
	for client := range 3 {
		go traffic(ctx, client, handler)
	}
}

// traffic is one client: an order every 25 ms.
func traffic(ctx context.Context, client int, handler api.Handler) {
	random := rand.New(rand.NewPCG(uint64(client), 2027))
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := handler(ctx, newOrder(random, client, n)); err != nil {
				log.Print(err)
			}
		}
	}
}

func newOrder(random *rand.Rand, client, n int) []byte {
	order := api.Order{
		ID:       fmt.Sprintf("order-%d-%06d", client, n),
		Number:   n*3 + client,
		Customer: fmt.Sprintf("customer-%03d", random.IntN(400)),
		Notes:    map[string]string{"gift": strings.Repeat("With love. ", 1+random.IntN(12))},
	}
	for range 4 + random.IntN(24) {
		article := fmt.Sprintf("article-%04d", random.IntN(5000))
		order.Lines = append(order.Lines, api.Line{Article: article, Quantity: 1 + random.Int64N(5), Cents: random.Int64N(90000)})
	}
	body, err := json.Marshal(order)
	if err != nil {
		log.Fatal(err)
	}
	return body
}

// background starts what every service has beside its requests, so that the goroutine profile
// holds more than the leak: a listener, a heartbeat on a locked thread, goroutines waiting for a
// lock, for a group and for ever.
func background(ctx context.Context) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go acceptAdmin(listener)
	for range 2 {
		go heartbeat()
	}

	var migration sync.Mutex
	migration.Lock() // held for the whole run
	var waiters sync.WaitGroup
	for table := range 3 {
		waiters.Go(func() { migrate(&migration, table) })
	}
	go waiters.Wait()
	go func() { select {} }()
}

func acceptAdmin(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		connection.Close()
	}
}

func heartbeat() {
	runtime.LockOSThread()
	for {
		time.Sleep(10 * time.Second)
	}
}

func migrate(lock *sync.Mutex, table int) {
	lock.Lock()
	defer lock.Unlock()
	fmt.Fprintln(os.Stderr, "migrating table", table)
}
