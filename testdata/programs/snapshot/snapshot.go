// Package snapshot writes the profiles of the running program into a folder, as a service would
// serve them under /debug/pprof.
package snapshot

import (
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

// Dir is the folder that profiles are written to.
type Dir string

// Profile writes the named profile: debug 0 is gzipped profile.proto, 1 the text with counts,
// 2 (goroutine only) every goroutine as a panic would print it.
func (d Dir) Profile(profile, file string, debug int) {
	if profile == "heap" || profile == "allocs" {
		runtime.GC() // a heap profile is as of the last finished collection
	}
	f := d.create(file)
	if err := pprof.Lookup(profile).WriteTo(f, debug); err != nil {
		log.Fatal(err)
	}
	closeFile(f)
}

// CPU profiles the program while work runs.
func (d Dir) CPU(file string, work func()) {
	f := d.create(file)
	if err := pprof.StartCPUProfile(f); err != nil {
		log.Fatal(err)
	}
	work()
	pprof.StopCPUProfile()
	closeFile(f)
}

func (d Dir) create(file string) *os.File {
	f, err := os.Create(filepath.Join(string(d), file))
	if err != nil {
		log.Fatal(err)
	}
	return f
}

func closeFile(f *os.File) {
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}
