package main

import (
	"encoding/binary"
	"strings"
)

// The formats before profile.proto that no program of ours writes, one file each, as their descriptions have it.
func formats() map[string][]byte {
	return map[string][]byte{
		"tcmalloc-heap_v2.txt":   text(tcmalloc),
		"gperftools-heap.txt":    text(gperftools),
		"go-heap-two-types.txt":  text(twoTypes),
		"growth.txt":             text(growth),
		"fragmentation.txt":      text(strings.Replace(growth, "growthz", "fragmentationz", 1)),
		"custom-count.txt":       text(custom),
		"contentionz.txt":        text(contentionz),
		"threadz.txt":            text(threadz),
		"java-heap.txt":          text(javaHeap),
		"java-contention.txt":    text(javaContention),
		"maps.txt":               text(maps),
		"cpu-32-little.prof":     cpuProfile(word{4, binary.LittleEndian}, 0),
		"cpu-32-big.prof":        cpuProfile(word{4, binary.BigEndian}, 0),
		"cpu-64-little.prof":     cpuProfile(word{8, binary.LittleEndian}, 0),
		"cpu-64-big.prof":        cpuProfile(word{8, binary.BigEndian}, 0),
		"java-cpu-32-big.prof":   cpuProfile(word{4, binary.BigEndian}, 1),
		"java-cpu-64.prof":       cpuProfile(word{8, binary.LittleEndian}, 1),
		"cpu-signal-frames.prof": signalFrames(),
	}
}

// text begins in its second line, so that the constants below stand as they are written.
func text(lines string) []byte { return []byte(strings.TrimPrefix(lines, "\n")) }

// Sampled: what was allocated differs from what is in use, a count of 0, blanks wherever they may be.
const tcmalloc = `
heap profile:   3:   6144 [ 12: 24576 ] @ heap_v2/524288
     1:     2048 [     3:     6144] @ 0x401010 0x402020 0x7f0000001001
     2:     4096 [     2:     4096] @ 0x401018 0x402020
     0:        0 [     7:    14336] @ 0x402020 0x402020 0x0

MAPPED_LIBRARIES:
00400000-00500000 r-xp 00000000 08:01 1234 /srv/shop/server
00500000-00501000 rw-p 00100000 08:01 1234 /srv/shop/server
7f0000000000-7f0000002000 r-xp 00000000 08:01 99                         /lib/libc-2.31.so
7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0                          [vdso]
`

// Not sampled. The lines of the heap profiler end with carriage returns here.
const gperftools = "heap profile: 2: 300 [2: 300] @ heapprofile\r\n" +
	" 1: 100 [1: 100] @ 0x401010 0x402020\r\n" +
	" 1: 200 [1: 200] @ 0x401018\r\n" +
	"--- Memory map: ---\r\n" +
	"400000-500000: /srv/shop/server (@0) abcdef0123456789\r\n"

// In use and allocated are the same, so there are two types; a rate of 1 takes every allocation.
const twoTypes = `
heap profile: 3: 768 [3: 768] @ heap/2
1: 256 [1: 256] @ 0x401010 0x402020
#	0x40100f	main.fill+0xf	/srv/shop/main.go:12
#	0x40201f	main.main+0x1f	/srv/shop/main.go:30

2: 512 [2: 512] @ 0x402030
#	0x40202f	main.main+0x2f	/srv/shop/main.go:31


# runtime.MemStats
# Alloc = 9
`

const growth = `
heap profile: 2: 3145728 [ 2: 3145728] @ growthz
 1: 1048576 [ 1: 1048576] @ 0x401010 0x402020
 1: 2097152 [ 1: 2097152] @ 0x401018
`

// Octal counts, labels, comments everywhere, and an address of 0.
const custom = `
# made by hand

shop.example/orders profile: total 13
010 @ 0x401010 0x402020 0x4856c1
# labels: {"gateway":"sms", "text":"a \"b\"\u00e9"}
#	0x40100f	main.fill+0xf	/srv/shop dir/main.go:12
#	0x40201f	main.main+0x1f	/srv/shop dir/main.go:30

5 @ 0x401010 0x0
   # another
--- anything ends the samples
5 @ not read
--- Memory map: ---
400000-500000: /srv/shop/server
`

const contentionz = `
--- contentionz 1 ---
cycles/second = 2000000000
sampling period = 100
ms since reset = 16502830
discarded samples = 7
  19490304       27 @ 0x401010 0x402020
       768        1 @ 0x401018 0x402020
     5760        23 @ 0x401010 0x402020

--- Memory map: ---
  00400000-00fcb000: cppbench_server_main
`

const threadz = `
--- threadz 1 ---

--- Thread 7f794ab90940 (name: main/14748) stack: ---
  PC:  0x401010 0x401011: helper(int)
    0x402020 0x403030: main
--- Thread 7f794ab8f940 (name: a/b/14749) stack: ---
  [same as previous thread]
--- Thread 7f794ab8e940 (name: worker/14750) stack: ---
  0x401018
  0x402020
--- Thread 7f794ab8d940 (name: idle/14751) stack: ---
--- Memory map: ---
  00400000-00fcb000: /srv/shop/server
`

const javaHeap = `
--- heapz 1 ---
format = java
resolution = bytes
  7048     1 @ 0x00000003 0x00000004 0x00000005
 1048576  2 @ 0x00000006 0x00000004
  4752    66 @ 0x00000007
  0x00000003 com.shop.Cart.add (Cart.java:33)
  0x00000004 com.shop.Server.run (Server.java:-1)
  0x00000005 java.lang.Thread.run (/usr/lib/jvm/libjvm.so)
  0x00000006 0x1b2 generated stub/JIT
  0x00000007 GC
`

const javaContention = `
--- contentionz 1 ---
format = java
resolution = microseconds
sampling period = 100
ms since reset = 6019923
 1234 3 @ 0x00000003 0x00000004
 5678 1 @ 0x00000004 0x00000009
 0x00000003 com.shop.Cart.lock (Cart.java:40)
 0x00000004 com.shop.Server.run (Server.java:7)
`

// A map with everything that one may hold: a log prefix, a name for a path, parts of one mapping, a file that was
// deleted, lines that are none, and a library in front of the program.
const maps = `
heap profile: 5: 500 [5: 500] @ heapprofile
5: 500 [5: 500] @ 0x401001 0x501001 0x7f0000001001 0x7f0000005001 0x602010 0x900 0xffffffffffffffff

--- Memory map: ---
7f0000000000-7f0000002000 r-xp 00000000 08:01 99    /lib/libc-2.31.so
build=/srv/shop
W0101 15:07:15.201776    8272 logger.cc:12033]   00400000-00500000: $build/server (@1000)   abcdef12
00500000-00600000 r-xp 00101000 08:01 123 /srv/shop/server
00600000-00601000 rw-p 00101000 08:01 123 /srv/shop/server
  7f0000005000-7f0000006000: /lib/libpthread.so.0 (deleted)
0x610000-0x700000 plugin 0123456789abcdef
nonsense
`

// word is how a binary profile writes its numbers.
type word struct {
	size  int
	order binary.ByteOrder
}

func (w word) bytes(numbers ...uint64) []byte {
	b := make([]byte, w.size*len(numbers))
	for i, number := range numbers {
		if w.size == 4 {
			w.order.PutUint32(b[4*i:], uint32(number))
		} else {
			w.order.PutUint64(b[8*i:], number)
		}
	}
	return b
}

// cpuProfile has a leaf that stands in a stack twice, as the signal handler may see it, and an empty stack.
func cpuProfile(w word, language uint64) []byte {
	b := w.bytes(0, 3, language, 10_000, 0,
		7, 3, 0x401010, 0x402020, 0x403030,
		2, 3, 0x401018, 0x401018, 0x402020,
		1, 1, 0x402024,
		1, 0,
		0, 1, 0)
	if language == 1 {
		return append(b, `0x401010 com.shop.Cart.add (Cart.java:33)
0x402020 com.shop.Server.run (Server.java:7)
0x403030 java.lang.Thread.run (Thread.java)
0x999999 never.called (N.java:1)
`...)
	}
	return append(b, `00400000-00500000 r-xp 00000000 08:01 1234 /srv/shop/server
`...)
}

// signalFrames has two frames of the profiler below the leaf of all 40 samples but one, and no mark of the end.
func signalFrames() []byte {
	w := word{8, binary.LittleEndian}
	b := w.bytes(0, 3, 0, 1000, 0)
	for i := range uint64(39) {
		b = append(b, w.bytes(1, 5, 0x401000+i%5, 0x7f0000000101, 0x7f0000000201, 0x402020, 0x403030)...)
	}
	return append(b, w.bytes(1, 2, 0x401000, 0x402020)...)
}

// brokenFormats are files of these formats that are damaged, or made to take time or memory.
func brokenFormats() map[string][]byte {
	w := word{8, binary.LittleEndian}
	header := "heap profile: 1: 1 [1: 1] @ heapprofile\n"
	contention := "--- contention:\ncycles/second=1000\n"
	return map[string][]byte{
		"legacy-heap-zero-count.txt":      text(header + "0: 5 [0: 5] @ 0x10\n"),
		"legacy-heap-garbage.txt":         text(header + "1: 1 [1: 1] @ 0x10\ngarbage\n"),
		"legacy-heap-big-number.txt":      text(header + "1: 9223372036854775808 [1: 1] @ 0x10\n"),
		"legacy-heap-big-address.txt":     text(header + "1: 1 [1: 1] @ 0x10000000000000000\n"),
		"legacy-heap-kind.txt":            text("heap profile: 1: 1 [1: 1] @ heapz\n1: 1 [1: 1] @ 0x10\n"),
		"legacy-heap-rate.txt":            text("heap profile: 1: 1 [1: 1] @ heap/99999999999999999999\n"),
		"legacy-heap-extremes.txt":        text("heap profile: 1: 1 [2: 2] @ heap/9223372036854775807\n-1: -9223372036854775808 [9223372036854775807: 1] @ 0x0\n"),
		"legacy-heap-long-line.txt":       text(header + strings.Repeat("1: 1 [1: 1] @ 0x10 ", 4000)),
		"legacy-jemalloc.txt":             text("heap_v2/524288\n  t*: 28106: 56637512 [0: 0]\n@ 0x10 0x20\n  t*: 1: 2 [0: 0]\n"),
		"legacy-count-empty-stack.txt":    text("goroutine profile: total 2\n2 @\n"),
		"legacy-count-octal.txt":          text("goroutine profile: total 2\n09 @ 0x10\n"),
		"legacy-count-cut.txt":            text("goroutine profile: total 2\n2 @ 0x10 0x2\n1 @ 0x"),
		"legacy-count-header.txt":         text("goroutine profile: total 2 \n2 @ 0x10\n"),
		"legacy-comments-only.txt":        []byte(strings.Repeat("# nothing\n\n", 8000)),
		"legacy-contention-attribute.txt": text(contention + "color=red\n"),
		"legacy-contention-number.txt":    text(contention + "sampling period=ten\n"),
		"legacy-contention-sample.txt":    text(contention + "99999999999999999999 1 @ 0x10\n"),
		"legacy-contention-extremes.txt":  text(contention + "sampling period=9223372036854775807\nms since reset=9223372036854775807\n9223372036854775807 3 @ 0xffffffffffffffff 0x0\n"),
		"legacy-contention-period-0.txt":  text(contention + "sampling period=0\n5 1 @ 0x10\n"),
		"legacy-thread-cut.txt":           text("--- threadz 1 ---\n--- Thread 1 (name: a/1) stack: ---\n 0x10\n"),
		"legacy-thread-big-address.txt":   text("--- Thread 1 (name: a/1) stack: ---\n 0x10000000000000000\n--- Memory map: ---\n"),
		"legacy-java-no-resolution.txt":   text("--- heapz 1 ---\nformat = java\n 7 1 @ 0x3\n"),
		"legacy-java-zero.txt":            text("--- heapz 1 ---\nformat = java\nresolution = bytes\n 7 0 @ 0x3\n"),
		"legacy-java-attribute.txt":       text("--- contentionz 1 ---\nformat = java\nresolution = ms\nsampling period = many\n"),
		"legacy-java-big-address.txt":     text("--- heapz 1 ---\nformat = java\nresolution = bytes\n 7 1 @ 0x3\n0x10000000000000000 a (b:1)\n"),
		"legacy-cpu-cut.prof":             w.bytes(0, 3, 0, 1000, 0, 1, 2, 0x10)[:61],
		"legacy-cpu-huge-depth.prof":      w.bytes(0, 3, 0, 1000, 0, 1, 1<<62, 0x10),
		"legacy-cpu-depth-beyond.prof":    w.bytes(0, 3, 0, 1000, 0, 1, 6, 0x10, 0x20, 0x30),
		"legacy-cpu-period.prof":          w.bytes(0, 3, 0, 1<<63+5, 0, 1<<63, 1, 0x10),
		"legacy-cpu-long-map.prof":        append(w.bytes(0, 3, 0, 1000, 0, 0, 1, 0), strings.Repeat("x", 70_000)...),
		"legacy-map-names.txt":            text(header + "MAPPED_LIBRARIES:\n" + growingNames()),
		"legacy-map-many-names.txt":       text(header + "MAPPED_LIBRARIES:\n" + strings.Repeat("name=$name$name\n", 5000)),
	}
}

// growingNames doubles a text 25 times.
func growingNames() string {
	var b strings.Builder
	b.WriteString("na=//////////\n")
	for letter := 'a'; letter < 'z'; letter++ {
		b.WriteString("n" + string(letter+1) + "=$n" + string(letter) + "$n" + string(letter) + "\n")
	}
	return b.String()
}
