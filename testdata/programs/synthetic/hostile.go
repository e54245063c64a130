package main

import (
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"math/rand/v2"
)

// hostile returns the files that must each be refused with a sentence. They are made of a good
// profile where that makes them hard to tell from one.
func hostile() map[string][]byte {
	good := recursion().bytes()
	packedGood := compress(good)
	badCRC := bytes.Clone(packedGood)
	badCRC[len(badCRC)-8] ^= 0x55
	badSize := bytes.Clone(packedGood)
	badSize[len(badSize)-1] ^= 0x55
	badBlock := bytes.Clone(packedGood)
	badBlock[10] |= 6 // the kind of deflate block that does not exist

	return map[string][]byte{
		"empty":                    {},
		"empty.gz":                 compress(nil),
		"truncated.pb":             good[:len(good)*2/3],
		"truncated.pb.gz":          packedGood[:len(packedGood)/2],
		"truncated-trailer.pb.gz":  packedGood[:len(packedGood)-4],
		"bad-crc.pb.gz":            badCRC,
		"bad-size.pb.gz":           badSize,
		"bad-block.pb.gz":          badBlock,
		"gzip-header-only.gz":      packedGood[:10],
		"trailing-garbage.pb.gz":   append(bytes.Clone(packedGood), "this is not a gzip member"...),
		"random":                   random(4096),
		"random.gz":                compress(random(4096)),
		"text.txt":                 []byte("Saving profile over HTTP...\nnot a profile at all\n"),
		"error-page.pb.gz":         []byte("<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n<body>404 page not found</body></html>\n"),
		"long-line.txt":            append(bytes.Repeat([]byte("long "), 20000), '\n'),
		"concatenated.pb":          append(bytes.Clone(good), good...),
		"concatenated.pb.gz":       append(bytes.Clone(packedGood), packedGood...),
		"huge-length.pb":           append(varint([]byte{2<<3 | 2}, 1<<62), 1, 2, 3),
		"huge-length-2gb.pb":       append(varint([]byte{6<<3 | 2}, 1<<31), "name"...),
		"endless-varint.pb":        append([]byte{9 << 3}, bytes.Repeat([]byte{0xff}, 64)...),
		"group.pb":                 append([]byte{2<<3 | 3, 2<<3 | 4}, good...),
		"no-string-table.pb":       noStrings(),
		"string-0-not-empty.pb":    append(bytesField(nil, 6, []byte("first")), good...),
		"string-index.pb":          append(bytes.Clone(good), uintField(nil, 14, 1<<40)...),
		"string-index-negative.pb": append(bytes.Clone(good), uintField(nil, 7, 1<<64-1)...),
		"values-mismatch.pb":       damaged(func(p *profile) { p.sample(locs(1), vals(1, 2, 3)) }),
		"no-values.pb":             damaged(func(p *profile) { p.sample(locs(1), nil) }),
		"location-dangling.pb":     damaged(func(p *profile) { p.sample(locs(1, 99), vals(1, 2)) }),
		"location-0.pb":            damaged(func(p *profile) { p.sample(locs(0), vals(1, 2)) }),
		"location-id-0.pb":         damaged(func(p *profile) { p.location(0, 1, 1, frame{1, 1, 0}) }),
		"location-twice.pb":        damaged(func(p *profile) { p.location(1, 1, 1, frame{1, 1, 0}) }),
		"function-dangling.pb":     damaged(func(p *profile) { p.location(50, 1, 1, frame{99, 1, 0}) }),
		"function-id-0.pb":         damaged(func(p *profile) { p.function(0, "f", "f", "f.c", 1) }),
		"function-twice.pb":        damaged(func(p *profile) { p.function(1, "f", "f", "f.c", 1) }),
		"mapping-id-0.pb":          damaged(func(p *profile) { p.mapping(0, 1, 2, 0, "m", "", true) }),
		"mapping-twice.pb":         damaged(func(p *profile) { p.mapping(1, 1, 2, 0, "m", "", true) }),
		"no-sample-types.pb":       noTypes(),
		"bomb-zeros.gz":            compress(make([]byte, bombSize)),
		"bomb-samples.gz":          bombSamples(),
	}
}

// bombSize is what one bomb inflates to: a gzip member of 64 kB. A test that wants more appends the
// file to itself, since members add up: 20 times is more than a GB.
const bombSize = 64 << 20

// bombSamples is a profile of many samples that have neither a stack nor values: two bytes each.
func bombSamples() []byte {
	head := newProfile(samples, cpu).bytes()
	return append(compress(head), compress(bytes.Repeat([]byte{2<<3 | 2, 0}, bombSize/2))...)
}

func damaged(damage func(*profile)) []byte {
	p := newProfile(samples, cpu)
	p.mapping(1, 0, 0, 0, "/srv/broken", "", true)
	p.sample(locs(p.simple(1, "main", "main.c", 11)), vals(1, 2))
	damage(p)
	return p.bytes()
}

func noTypes() []byte {
	p := newProfile()
	p.sample(nil, nil)
	return p.bytes()
}

func noStrings() []byte {
	return bytesField(nil, 2, packed(nil, 2, vals(1)))
}

func random(n int) []byte {
	r := rand.New(rand.NewPCG(4, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// members compresses every piece for itself: one gzip file of several members.
func members(b []byte, pieces int) (out []byte) {
	size := (len(b) + pieces - 1) / pieces
	for len(b) > 0 {
		n := min(size, len(b))
		out = append(out, compress(b[:n])...)
		b = b[n:]
	}
	return out
}

// stored is one gzip member with everything that its header can hold: extra field, name, comment
// and the checksum of the header. compress/gzip does not write the last, so it is patched in.
func stored(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.NoCompression)
	w.Extra, w.Name, w.Comment = []byte("xx\x02\x00ab"), "profile.pb", "all header fields"
	w.Write(b)
	w.Close()
	file := out.Bytes()
	end := 10 + 2 + len(w.Extra) + len(w.Name) + 1 + len(w.Comment) + 1
	file[3] |= 2 // FHCRC
	sum := crc32.ChecksumIEEE(file[:end])
	return append(append(bytes.Clone(file[:end]), byte(sum), byte(sum>>8)), file[end:]...)
}
