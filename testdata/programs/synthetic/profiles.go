package main

import "math"

// The profiles that are valid and odd. Each function says what is odd about its profile.

const (
	november = 1_794_700_800_000_000_000 // 2026-11-15, in nanoseconds
	second   = 1_000_000_000
)

var (
	cpu     = [2]string{"cpu", "nanoseconds"}
	samples = [2]string{"samples", "count"}
)

// locs and vals keep the tables of samples readable.
func locs(ids ...uint64) []uint64 { return ids }
func vals(vs ...int64) []int64    { return vs }

// recursion: a function that calls itself, two that call each other, and locations of up to four
// lines, in which a function is inlined into itself. Lines have columns.
func recursion() *profile {
	p := newProfile(samples, cpu)
	p.mapping(1, 0x400000, 0x500000, 0, "/srv/tree/walk", "0123456789abcdef", true)
	names := []string{"main", "walk", "visit", "isEven", "isOdd", "check", "max", "less"}
	for i, name := range names {
		file := "/src/tree/walk.c"
		if i > 4 {
			file = "/src/tree/inline.h"
		}
		p.function(uint64(i+1), name, name, file, int64(i*10+1))
	}
	main := p.location(1, 1, 0x401000, frame{1, 5, 3})
	walk := p.location(2, 1, 0x402000, frame{2, 15, 7})
	walkDeeper := p.location(3, 1, 0x402040, frame{2, 17, 9})
	visit := p.location(4, 1, 0x403000, frame{8, 72, 1}, frame{7, 62, 20}, frame{6, 52, 2}, frame{3, 25, 11})
	visitElse := p.location(5, 1, 0x403080, frame{7, 63, 4}, frame{3, 28, 11})
	even := p.location(6, 1, 0x404000, frame{4, 35, 5})
	odd := p.location(7, 1, 0x405000, frame{5, 45, 5})
	selfInlined := p.location(8, 1, 0x406000, frame{7, 61, 1}, frame{7, 62, 1}, frame{2, 18, 1})
	check := p.location(9, 1, 0x407000, frame{6, 55, 0})

	ms := func(n int64) []int64 { return vals(n, n*10_000_000) }
	p.sample(locs(walk, main), ms(3))
	p.sample(locs(walkDeeper, walk, main), ms(5))
	p.sample(locs(walkDeeper, walkDeeper, walkDeeper, walk, main), ms(7))
	p.sample(locs(visit, walkDeeper, walk, main), ms(23))
	p.sample(locs(visitElse, walkDeeper, walkDeeper, walk, main), ms(11))
	p.sample(locs(even, odd, even, odd, even, main), ms(13))
	p.sample(locs(odd, even, odd, even, main), ms(17))
	p.sample(locs(selfInlined, walk, main), ms(2))
	p.sample(locs(check, visit, visit, walk, main), ms(29))
	p.times(november, 2*second, cpu, 10_000_000)
	return p
}

// values: zeros, negative numbers, numbers near the limits of an int64, samples whose stack is empty.
func values() *profile {
	p := newProfile([2]string{"delta", "count"}, [2]string{"size", "bytes"}, [2]string{"huge", "nanoseconds"})
	p.mapping(1, 0, 0, 0, "/srv/values", "", true)
	a, b, c, d := p.simple(1, "grow", "grow.c", 11), p.simple(2, "shrink", "shrink.c", 21),
		p.simple(3, "idle", "idle.c", 31), p.simple(4, "main", "main.c", 41)
	p.sample(locs(a, d), vals(100, 64<<20, math.MaxInt64/4))
	p.sample(locs(b, d), vals(-70, -(3<<20)-17, -math.MaxInt64/8))
	p.sample(locs(c, d), vals(0, 0, 0))
	p.sample(locs(c), vals(0, 1, 0))
	p.sample(nil, vals(7, 1023, 5*second))
	p.sample(nil, vals(-2, -1, 0))
	return p
}

// minimum: the one value that has no absolute value.
func minimum() *profile {
	p := newProfile([2]string{"delta", "count"})
	p.mapping(1, 0, 0, 0, "/srv/values", "", true)
	p.sample(locs(p.simple(1, "least", "l.c", 11), p.simple(2, "main", "m.c", 21)), vals(math.MinInt64))
	p.sample(locs(2), vals(5))
	return p
}

// unsymbolised: locations without lines in several mappings, in none, and in one that does not exist.
func unsymbolised() *profile {
	p := newProfile(samples, cpu)
	p.mapping(1, 0x400000, 0x600000, 0, "/srv/app/server", "aa11", true)
	p.mapping(2, 0x7f0000000000, 0x7f0000200000, 0x1000, "/srv/lib/libcodec.so.6", "bb22", false)
	p.mapping(3, 0xffffffff80000000, 0xffffffffffffffff, 0, "[kernel.kallsyms]_stext", "", false)
	p.mapping(4, 0x7fff00000000, 0x7fff00002000, 0, "[vdso]", "", false)
	p.mapping(5, 0x10000, 0x20000, 0, "", "", false)
	p.function(1, "main", "main", "/src/app/main.c", 1)
	p.function(2, "", "", "", 0) // no name at all
	main := p.location(1, 1, 0x401000, frame{1, 12, 0})
	codec := p.location(2, 2, 0x7f0000001234)
	codec2 := p.location(3, 2, 0x7f0000005678)
	kernel := p.location(4, 3, 0xffffffff80001000)
	vdso := p.location(5, 4, 0x7fff00000123)
	nameless := p.location(6, 5, 0x10010)
	nowhere := p.location(7, 0, 0xdead)
	dangling := p.location(8, 99, 0xbeef)
	noAddress := p.location(9, 1, 0)
	unnamed := p.location(10, 1, 0x402000, frame{2, 3, 0})
	for i, stack := range [][]uint64{
		{main}, {codec, main}, {codec2, codec, main}, {kernel, codec, main}, {vdso, main},
		{nameless, main}, {nowhere, main}, {dangling, main}, {noAddress, main}, {unnamed, main},
	} {
		n := int64(i*i + 1)
		p.sample(stack, vals(n, n*1_000_000))
	}
	p.times(november, second, cpu, 1_000_000)
	return p
}

// units: every family of units, in odd spellings, and units that nobody knows.
func units() *profile {
	types := [][2]string{
		{"cpu", "us"}, {"wall", "Seconds"}, {"wait", "ms"}, {"age", "hrs"}, {"heap", "MB"}, {"disk", "kilobyte"},
		{"net", "gigabytes"}, {"cost", "mgcu"}, {"money", "GCU"}, {"way", "furlongs"}, {"plain", ""}, {"events", "count"},
	}
	p := newProfile(types...)
	p.mapping(1, 0, 0, 0, "/srv/units", "", true)
	a, b, main := p.simple(1, "fetch", "fetch.c", 11), p.simple(2, "store", "store.c", 21), p.simple(3, "main", "main.c", 31)
	row := func(x int64) []int64 {
		v := make([]int64, len(types))
		for i := range v {
			v[i] = x * int64(i+1)
		}
		return v
	}
	p.sample(locs(a, main), row(1500))
	p.sample(locs(b, main), row(37))
	p.sample(locs(b, a, main), row(4_000_003))
	p.times(november, 90*60*second, [2]string{"wall", "Seconds"}, 1)
	return p
}

// labels: strings and numbers, several values to a key, both kinds under one key, units that are
// known, unknown, absent and mixed, and the two labels that do not exist once they are written:
// an empty string and a zero without unit.
func labels() *profile {
	p := newProfile(samples, [2]string{"space", "bytes"})
	p.mapping(1, 0, 0, 0, "/srv/labels", "", true)
	alloc, serve, main := p.simple(1, "alloc", "alloc.c", 11), p.simple(2, "serve", "serve.c", 21), p.simple(3, "main", "main.c", 31)
	add := func(n int64, ls ...label) { p.sample(locs(alloc, serve, main), vals(n, n*4096), ls...) }
	add(1, label{key: "bytes", number: 512, unit: "bytes"}, label{key: "tenant", text: "acme"})
	add(2, label{key: "bytes", number: 4096, unit: "bytes"}, label{key: "tenant", text: "globex"})
	add(4, label{key: "bytes", number: 3 << 20, unit: "bytes"}, label{key: "tenant", text: "acme"}, label{key: "tenant", text: "globex"})
	add(8, label{key: "latency", number: 1500, unit: "us"}, label{key: "worker", text: "3"})
	add(16, label{key: "latency", number: 2, unit: "seconds"}, label{key: "worker", number: 3})
	add(32, label{key: "requests", number: 7}, label{key: "n", number: 7, unit: "widgets"})
	add(64, label{key: "mixed", text: "text"}, label{key: "mixed", number: 42})
	add(128, label{key: "several", number: 1, unit: "kb"}, label{key: "several", number: 2}, label{key: "several", number: 3, unit: "mb"})
	add(256, label{key: "gone", number: 0}, label{key: "zero", number: 0, unit: "bytes"}, label{key: "negative", number: -5, unit: "ms"})
	add(512, label{key: "a rather long key with blanks", text: "a value: with = and , in it"}, label{key: "weiß", text: "größer"})
	p.sample(locs(serve, main), vals(1024, 1))
	p.times(november, 0, [2]string{"space", "bytes"}, 524288)
	return p
}

// header: everything that stands in a profile beside its samples, and drop_frames at work: frames
// below malloc go, but those of keep_frames stay.
func header() *profile {
	p := newProfile([2]string{"objects", "count"}, [2]string{"space", "bytes"}, [2]string{"age", "seconds"})
	p.mapping(1, 0x400000, 0x500000, 0x400, "/srv/bin/allocator", "feedface", true)
	main, handler, malloc := p.simple(1, "main", "main.c", 11), p.simple(2, "handler", "handler.c", 21), p.simple(3, "malloc", "malloc.c", 31)
	arena, mallocKeep := p.simple(4, "arena_grow", "malloc.c", 141), p.simple(5, "malloc_checked", "malloc.c", 241)
	p.sample(locs(arena, malloc, handler, main), vals(10, 10240, 3))
	p.sample(locs(arena, mallocKeep, handler, main), vals(5, 5000, 90))
	p.sample(locs(malloc, main), vals(1, 100, 5000))
	p.sample(locs(arena, malloc), vals(2, 50, 7)) // no user frame above malloc: kept
	p.times(november+123_456_789, 5400*second, [2]string{"space", "bytes"}, 524288)
	p.text(7, "malloc.*")
	p.text(8, "malloc_checked")
	p.text(14, "space")
	p.text(15, "https://allocator.example/how-to-read")
	comments := packed(nil, 13, []uint64{p.str("first comment"), p.str("#hidden comment"), p.str("command line: allocator -v")})
	p.header = append(p.header, comments...)
	return p
}

// ids64: ids and addresses that do not fit 32 bits, in no order, with gaps.
func ids64() *profile {
	const big = 1 << 40
	p := newProfile(samples, cpu)
	p.mapping(math.MaxUint64, 0x7f1234560000, 0x7f1234570000, 0, "/srv/big", "", true)
	names := []string{"main", "read", "parse", "write"}
	for i, name := range names {
		id := math.MaxUint64 - uint64(i)*big
		p.function(id, name, name, name+".c", 1)
		p.location(id>>1, math.MaxUint64, 0x7f1234560000+uint64(i), frame{id, int64(i) + math.MaxInt32, 0})
	}
	loc := func(i uint64) uint64 { return (math.MaxUint64 - i*big) >> 1 }
	p.sample(locs(loc(1), loc(0)), vals(1, 10_000_000))
	p.sample(locs(loc(2), loc(0)), vals(20, 200_000_000))
	p.sample(locs(loc(3), loc(2), loc(0)), vals(300, 3_000_000_000))
	p.times(november, 4*second, cpu, 10_000_000)
	return p
}

// names: one name in two files and in two places of one file, names beyond ASCII and beyond UTF-8,
// and names that look like C++ and Rust, which pprof shortens.
func names() *profile {
	p := newProfile(samples, cpu)
	p.mapping(1, 0, 0, 0, "/srv/names", "", true)
	list := []struct{ name, system, file string }{
		{"main", "main", "/src/main.cc"},
		{"init", "init", "/src/a/init.cc"},
		{"init", "init", "/src/b/init.cc"},
		{"größe", "größe", "/src/straße.c"},
		{"世界.挨拶", "世界.挨拶", "/src/世界.go"},
		{"bad\xff\xfeutf8", "bad\xff\xfeutf8", "/src/bad\xff.c"},
		{"foo::bar(int, char)", "foo::bar(int, char)", "/src/foo.cc"},
		{"ns::Vector<int, std::less<int> >::push(int const&)", "ns::Vector<int, std::less<int> >::push(int const&)", "/src/vector.h"},
		{"x::(anonymous namespace)::f(int)", "x::(anonymous namespace)::f(int)", "/src/x.cc"},
		{"Functor::operator()(int) const", "Functor::operator()(int) const", "/src/functor.cc"},
		{"<alloc::vec::Vec<T> as core::ops::Drop>::drop", "<alloc::vec::Vec<T> as core::ops::Drop>::drop", "/src/vec.rs"},
		{"kept::template<int>", "_Zsomething", "/src/kept.cc"},
		{"shop.example/api.(*Server[go.shape.int]).Serve", "shop.example/api.(*Server[go.shape.int]).Serve", "/src/server.go"},
		{"shop.example/api.Map[go.shape.int,go.shape.string]", "shop.example/api.Map[go.shape.int,go.shape.string]", "/src/map.go"},
		{"name with blanks", "name with blanks", "/src/dir with blanks/f.c"},
		{"com.example.App$Inner.lambda$run$0", "com.example.App$Inner.lambda$run$0", "App.java"},
		{"unclosed::<bracket(", "unclosed::<bracket(", "relative/path.cc"},
		{"init", "init", "/src/a/init.cc"}, // again, at another line
	}
	for i, f := range list {
		p.function(uint64(i+1), f.name, f.system, f.file, int64(i))
		p.location(uint64(i+1), 1, uint64(0x1000+i*16), frame{uint64(i + 1), int64(i + 2), 0})
	}
	for i := 1; i < len(list); i++ {
		n := int64(1) << i
		p.sample(locs(uint64(i+1), 1), vals(n, n*1_000_000))
	}
	p.times(november, 300*second, cpu, 1_000_000)
	return p
}

// empty: a profile of nothing, which is valid.
func empty() *profile {
	p := newProfile(samples, cpu)
	p.times(november, second, cpu, 10_000_000)
	return p
}

// mergeable: the same program measured with other units, sample types in another order, the same
// functions under other ids, and an executable that was loaded elsewhere.
func mergeable(unit string, scale int64, base uint64) *profile {
	types := [][2]string{samples, {"cpu", unit}}
	if unit == "milliseconds" {
		types = [][2]string{{"cpu", unit}, samples, {"extra", "count"}}
	}
	p := newProfile(types...)
	p.mapping(1, base, base+0x10000, 0, "/srv/merge", "beef", true)
	add := func(ids []uint64, n int64, ls ...label) {
		if len(types) == 3 {
			p.sample(ids, vals(n*scale, n, 1), ls...)
		} else {
			p.sample(ids, vals(n, n*scale), ls...)
		}
	}
	id := func(i uint64) uint64 { return i + base>>20 }
	for i, name := range []string{"main", "load", "save", "sync"} {
		p.function(id(uint64(i)+1), name, name, "/src/"+name+".c", 1)
		p.location(id(uint64(i)+1), 1, base+uint64(i)*0x40, frame{id(uint64(i) + 1), int64(i) + 5, 0})
	}
	add(locs(id(2), id(1)), 30)
	add(locs(id(3), id(1)), 20, label{key: "disk", text: unit})
	add(locs(id(4), id(3), id(1)), 10+int64(base>>24))
	p.times(november+int64(base), 10*second, [2]string{"cpu", unit}, 10*scale)
	p.text(13, "measured in "+unit)
	return p
}
