package main

import (
	_ "embed"
	"strings"
)

//go:embed mangled.txt
var mangledNames string

// mangled: the names that linkers give to functions of C++ and Rust, and names that only look like them. Most functions
// have them twice, as a profiler writes them that does not demangle; the last few have a name for people, or only the
// linker's.
func mangled() *profile {
	p := newProfile(samples)
	p.mapping(1, 0, 0, 0, "/srv/mangled", "", true)
	var functions [][2]string // name, system name
	for line := range strings.Lines(mangledNames) {
		name := strings.TrimSuffix(line, "\n")
		if name != "" && !strings.HasPrefix(name, "#") {
			functions = append(functions, [2]string{name, name})
		}
	}
	functions = append(functions,
		[2]string{"Stack::push", "_ZN5StackIiE4pushERKi"},
		[2]string{"Stack<int>::push(int const&)", "_ZN5StackIiE4pushERKi"},
		[2]string{"bytes::drop", "_RNvCs1234_5bytes4drop"},
		[2]string{"_ZN5StackIiE3popEv", ""},
		[2]string{"", "_ZN5StackIiE3topEv"},
		[2]string{"", "_RNvCs1234_5bytes4copy"},
	)
	for i, f := range functions {
		id := uint64(i + 1)
		p.function(id, f[0], f[1], "/src/mangled", 0)
		p.location(id, 1, 0x1000+id*16, frame{id, 0, 0})
		p.sample(locs(id), vals(1<<20+int64(i)))
	}
	return p
}
