package main

import (
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

// Goroutines grow as with g-send, and in place of snapshots come two texts that two people took: the
// counts (debug=1), and 130 seconds and 13 collections later all goroutines one by one (debug=2).
func init() {
	ways["g-pair"] = way{start: takePair}
}

func takePair() {
	go every(20*time.Millisecond, startSend)
	out := flag.Lookup("out").Value.String()
	take := func(name string, form int) {
		write(filepath.Join(out, name), func(f *os.File) error {
			return pprof.Lookup("goroutine").WriteTo(f, form)
		})
	}
	time.Sleep(time.Second)
	take("goroutine-1.debug1.txt", 1)
	for range 13 {
		time.Sleep(10 * time.Second)
		runtime.GC()
	}
	take("goroutine-2.debug2.txt", 2)
	os.Exit(0)
}
