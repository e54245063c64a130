// Command search indexes made-up documents, then answers queries about them with two workers.
//
// In: a folder, and whether document vectors are cached. Out: the CPU profile of the whole run with
// the goroutine labels phase, tenant and worker, or the block and mutex profiles of one.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"shop.example/search/index"
	"shop.example/search/query"
	"shop.example/search/rank"
	"shop.example/snapshot"
)

var tenants = []string{"acme", "globex", "initech"}

// server answers the queries of one run.
type server struct {
	ix       *index.Index
	random   *rand.Rand
	words    []string
	requests chan request
	results  chan string // unbuffered: workers wait for the one reader
}

type request struct{ tenant, query string }

func main() {
	out := flag.String("out", ".", "folder for the profiles")
	file := flag.String("cpu", "", "name of the CPU profile")
	cache := flag.Bool("cache", true, "cache document vectors")
	length := flag.Duration("for", 5*time.Second, "how long to answer queries")
	contention := flag.Bool("contention", false, "write the block and mutex profiles")
	flag.Parse()

	dir := snapshot.Dir(*out)
	if *contention {
		runtime.SetBlockProfileRate(10_000)
		runtime.SetMutexProfileFraction(5)
	}
	if *file != "" {
		dir.CPU(*file, func() { run(*cache, *length) })
	} else {
		run(*cache, *length) // recording contention would be a part of the CPU profile
	}
	if *contention {
		dir.Profile("block", "block.pb.gz", 0)
		dir.Profile("block", "block.debug1.txt", 1)
		dir.Profile("mutex", "mutex.pb.gz", 0)
		dir.Profile("mutex", "mutex.debug1.txt", 1)
	}
}

func run(cache bool, length time.Duration) {
	s := &server{
		ix:       index.New(),
		random:   rand.New(rand.NewPCG(7, 2027)),
		requests: make(chan request),
		results:  make(chan string),
	}
	s.words = s.vocabulary(3000)
	ctx := context.Background()
	phase(ctx, "index", s.load)

	var workers sync.WaitGroup
	for id := range 2 {
		workers.Go(func() { s.work(ctx, id, cache) })
	}
	go s.ask(length)
	go func() {
		workers.Wait()
		close(s.results)
	}()
	phase(ctx, "report", s.report)
}

// phase runs do with the label phase.
func phase(ctx context.Context, name string, do func(context.Context)) {
	pprof.Do(ctx, pprof.Labels("phase", name), do)
}

func (s *server) vocabulary(n int) []string {
	syllables := strings.Fields("ka lo mi ner pol qui ra sto tun ve wix zan ing ed ly")
	words := make([]string, n)
	for i := range words {
		for range 2 + s.random.IntN(3) {
			words[i] += syllables[s.random.IntN(len(syllables))]
		}
	}
	return words
}

// load adds documents from two goroutines at once, which then wait for the index's lock.
func (s *server) load(ctx context.Context) {
	documents := make(chan string)
	var loaders sync.WaitGroup
	for range 2 {
		loaders.Go(func() {
			for text := range documents {
				s.ix.Add(text)
			}
		})
	}
	for range 6000 {
		documents <- s.text(120)
	}
	close(documents)
	loaders.Wait()
}

func (s *server) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(s.word())
		b.WriteByte(' ')
	}
	return b.String()
}

// word prefers the front of the vocabulary, as languages do.
func (s *server) word() string {
	x := s.random.Float64()
	return s.words[int(x*x*x*float64(len(s.words)))]
}

// ask makes queries until the time is over.
func (s *server) ask(length time.Duration) {
	for stop := time.Now().Add(length); time.Now().Before(stop); {
		q := fmt.Sprintf("(%s or (%s and %s)) and not (%s and %.4s*)", s.word(), s.word(), s.word(), s.word(), s.word())
		s.requests <- request{tenants[s.random.IntN(len(tenants))], q}
	}
	close(s.requests)
}

func (s *server) work(ctx context.Context, id int, cache bool) {
	ranker := rank.New(s.ix, cache)
	answer := s.answerWith(ranker) // a closure over a method value
	worker := pprof.Labels("worker", strconv.Itoa(id))
	for r := range s.requests {
		pprof.Do(ctx, worker, func(ctx context.Context) {
			pprof.Do(ctx, pprof.Labels("tenant", r.tenant), func(ctx context.Context) { answer(ctx, r) })
		})
	}
}

func (s *server) answerWith(ranker *rank.Ranker) func(context.Context, request) {
	best := ranker.Best
	return func(ctx context.Context, r request) {
		var docs []int
		phase(ctx, "query", func(context.Context) { docs = s.find(r.query) })
		var top []rank.Scored
		phase(ctx, "rank", func(context.Context) { top = best(docs, r.query, 20) })
		s.results <- render(r, top)
	}
}

func (s *server) find(text string) []int {
	node, err := query.Parse(text)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil
	}
	return node.Eval(s.ix)
}

func render(r request, top []rank.Scored) string {
	slices.SortFunc(top, func(a, b rank.Scored) int { return b.Doc - a.Doc })
	var b strings.Builder
	fmt.Fprintf(&b, "%s asked %q\n", r.tenant, r.query)
	for _, t := range top {
		fmt.Fprintf(&b, "  document %d: %.3f\n", t.Doc, t.Score)
	}
	return b.String()
}

// report is the one reader of the results.
func (s *server) report(context.Context) {
	answers, lines := 0, 0
	for text := range s.results {
		answers++
		lines += strings.Count(text, "\n")
	}
	fmt.Fprintf(os.Stderr, "search: %d answers, %d lines\n", answers, lines)
}
