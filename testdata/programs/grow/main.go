// Command grow is a small program that grows in one of several ways, or in none, and takes snapshots
// of itself while it does: what the trend of many profiles is tested with.
//
// In: a way (-way) and a folder. Out: heap-NN.pb.gz or goroutine-NN.pb.gz in that folder, and with
// -texts also goroutine-NN.debug2.txt.gz of the same moments.
package main

import (
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

func main() {
	way := flag.String("way", "heap-leak", "how to grow: "+names())
	out := flag.String("out", ".", "folder for the snapshots")
	count := flag.Int("count", 12, "how many snapshots")
	every := flag.Duration("every", 500*time.Millisecond, "how far apart")
	texts := flag.Bool("texts", false, "write debug=2 texts of goroutines, too")
	flag.Parse()

	grow, ok := ways[*way]
	if !ok {
		log.Fatalf("no way %q: there are %s", *way, names())
	}
	table := loadTable()
	go poolWork()
	go request()
	grow.start()
	time.Sleep(time.Second)
	for number := 1; number <= *count; number++ {
		grow.snapshot(*out, number, *texts)
		time.Sleep(*every)
	}
	runtime.KeepAlive(table)
}

// A way to grow, and what its snapshots are of.
type way struct {
	start   func()
	profile string
	// whether a collection comes first, as with heap?gc=1
	collects bool
}

var ways = map[string]way{
	"heap-leak":    {func() { go every(2*time.Millisecond, newSession) }, "heap", true},
	"heap-healthy": {func() {}, "heap", true},
	"heap-warmup":  {func() { go fillCache() }, "heap", true},
	"heap-nogc":    {func() { go every(2*time.Millisecond, newSession) }, "heap", false},
	"g-send":       {func() { go every(20*time.Millisecond, startSend) }, "goroutine", true},
	"g-mutex":      {func() { held.Lock(); go every(20*time.Millisecond, startUpdate) }, "goroutine", true},
	"g-healthy":    {func() {}, "goroutine", true},
}

func names() string {
	return "heap-leak heap-healthy heap-warmup heap-nogc g-send g-mutex g-healthy"
}

func (w way) snapshot(out string, number int, texts bool) {
	if w.collects {
		runtime.GC()
	}
	write(filepath.Join(out, fmt.Sprintf("%s-%02d.pb.gz", w.profile, number)), func(f *os.File) error {
		return pprof.Lookup(w.profile).WriteTo(f, 0)
	})
	if !texts {
		return
	}
	write(filepath.Join(out, fmt.Sprintf("%s-%02d.debug2.txt.gz", w.profile, number)), func(f *os.File) error {
		z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
		if err := pprof.Lookup(w.profile).WriteTo(z, 2); err != nil {
			return err
		}
		return z.Close()
	})
}

func write(path string, content func(*os.File) error) {
	f, err := os.Create(path)
	if err == nil {
		err = content(f)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
}

func every(interval time.Duration, work func()) {
	for range time.Tick(interval) {
		work()
	}
}

// What is always there: a table that is loaded once, requests that use memory for a moment, and a
// pool of goroutines that come and go.

func loadTable() [][]byte {
	table := make([][]byte, 4096)
	for i := range table {
		table[i] = make([]byte, 8<<10)
	}
	return table
}

var inFlight [64][]byte

func request() {
	for i := 0; ; i++ {
		inFlight[i%len(inFlight)] = make([]byte, 16<<10+rand.IntN(128<<10))
		time.Sleep(10 * time.Millisecond)
	}
}

func poolWork() {
	for range time.Tick(5 * time.Millisecond) {
		go job(time.Duration(100+rand.IntN(400)) * time.Millisecond)
	}
}

func job(length time.Duration) {
	time.Sleep(length)
}

// heap-leak, heap-nogc: a session for each request, and none is ever forgotten.

type session struct{ state [4096]byte }

var sessions []*session

func newSession() {
	for range 4 {
		sessions = append(sessions, &session{}) // the line that grows
	}
}

// heap-warmup: a cache that fills with what is asked for, and is full then.

func fillCache() {
	cache := map[int][]byte{}
	for range time.Tick(500 * time.Microsecond) {
		key := rand.IntN(1500)
		if cache[key] == nil {
			cache[key] = make([]byte, 24<<10)
		}
	}
	runtime.KeepAlive(cache)
}

// g-send: results that nobody receives any more.

var results = make(chan int)

func startSend() {
	go sendResult(1)
}

func sendResult(result int) {
	results <- result // the line that grows
}

// g-mutex: a lock that somebody keeps.

var held sync.Mutex

func startUpdate() {
	go update()
}

func update() {
	held.Lock() // the line that grows
	defer held.Unlock()
}
