// Command synthetic writes profiles that no program would, by hand: the odd ones into synthetic/, those of older formats
// into formats/, and the damaged ones into hostile/, all in the folder that it is given.
//
// It writes the wire format itself (builder.go), so that it can also write it wrongly, and the same
// bytes every time.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: synthetic FOLDER")
		os.Exit(2)
	}
	write(filepath.Join(os.Args[1], "synthetic"), odd())
	write(filepath.Join(os.Args[1], "formats"), formats())
	write(filepath.Join(os.Args[1], "hostile"), hostile())
	write(filepath.Join(os.Args[1], "hostile"), brokenFormats())
}

func odd() map[string][]byte {
	tree := recursion().bytes()
	return map[string][]byte{
		"recursion.pb":             tree, // the next three differ from it in the container only
		"recursion.pb.gz":          compress(tree),
		"recursion-members.pb.gz":  members(tree, 5),
		"recursion-gzheader.pb.gz": stored(tree),
		"values.pb.gz":             compress(values().bytes()),
		"minimum.pb.gz":            compress(minimum().bytes()),
		"unsymbolised.pb.gz":       compress(unsymbolised().bytes()),
		"units.pb.gz":              compress(units().bytes()),
		"labels.pb.gz":             compress(labels().bytes()),
		"header.pb.gz":             compress(header().bytes()),
		"ids64.pb.gz":              compress(ids64().bytes()),
		"names.pb.gz":              compress(names().bytes()),
		"mangled.pb.gz":            compress(mangled().bytes()),
		"empty.pb.gz":              compress(empty().bytes()),
		"merge-ns.pb.gz":           compress(mergeable("nanoseconds", 1_000_000, 0x1000000).bytes()),
		"merge-ms.pb.gz":           compress(mergeable("milliseconds", 1, 0x5000000).bytes()),
	}
}

func write(folder string, files map[string][]byte) {
	err := os.MkdirAll(folder, 0o755)
	for name, content := range files {
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "synthetic:", err)
		os.Exit(1)
	}
}
