package main

// A writer of profile.proto in the order of its fields, which checks nothing: dangling ids and bad
// indices are the point of some of the files.

// profile collects the pieces of a message; strings are interned as they come.
type profile struct {
	strings  []string
	index    map[string]int
	types    []byte
	samples  []byte
	mappings []byte
	places   []byte // locations
	funcs    []byte
	header   []byte // everything behind the string table
}

// frame is one line of a location, innermost first.
type frame struct {
	function uint64
	line     int64
	column   int64
}

// label is a string label if text is set, else a numeric one.
type label struct {
	key, text string
	number    int64
	unit      string
}

func newProfile(types ...[2]string) *profile {
	p := &profile{index: make(map[string]int)}
	p.str("")
	for _, t := range types {
		p.types = bytesField(p.types, 1, p.valueType(t))
	}
	return p
}

func (p *profile) str(s string) uint64 {
	i, known := p.index[s]
	if !known {
		i = len(p.strings)
		p.index[s] = i
		p.strings = append(p.strings, s)
	}
	return uint64(i)
}

func (p *profile) valueType(t [2]string) []byte {
	return uintField(uintField(nil, 1, p.str(t[0])), 2, p.str(t[1]))
}

func (p *profile) sample(locations []uint64, values []int64, labels ...label) {
	m := packed(nil, 1, locations)
	m = packed(m, 2, values)
	for _, l := range labels {
		b := uintField(nil, 1, p.str(l.key))
		b = uintField(b, 2, p.str(l.text))
		b = uintField(b, 3, uint64(l.number))
		b = uintField(b, 4, p.str(l.unit))
		m = bytesField(m, 3, b)
	}
	p.samples = bytesField(p.samples, 2, m)
}

// mapping adds an executable; symbols says whether its locations have names.
func (p *profile) mapping(id, start, limit, offset uint64, file, buildID string, symbols bool) {
	m := uintField(nil, 1, id)
	m = uintField(m, 2, start)
	m = uintField(m, 3, limit)
	m = uintField(m, 4, offset)
	m = uintField(m, 5, p.str(file))
	m = uintField(m, 6, p.str(buildID))
	if symbols {
		for field := range 4 {
			m = uintField(m, 7+field, 1)
		}
	}
	p.mappings = bytesField(p.mappings, 3, m)
}

func (p *profile) location(id, mapping, address uint64, frames ...frame) uint64 {
	m := uintField(nil, 1, id)
	m = uintField(m, 2, mapping)
	m = uintField(m, 3, address)
	for _, f := range frames {
		b := uintField(nil, 1, f.function)
		b = uintField(b, 2, uint64(f.line))
		b = uintField(b, 3, uint64(f.column))
		m = bytesField(m, 4, b)
	}
	p.places = bytesField(p.places, 4, m)
	return id
}

func (p *profile) function(id uint64, name, systemName, file string, startLine int64) uint64 {
	m := uintField(nil, 1, id)
	m = uintField(m, 2, p.str(name))
	m = uintField(m, 3, p.str(systemName))
	m = uintField(m, 4, p.str(file))
	m = uintField(m, 5, uint64(startLine))
	p.funcs = bytesField(p.funcs, 5, m)
	return id
}

// simple adds a function and a location of one line in mapping 1, both with this id.
func (p *profile) simple(id uint64, name, file string, line int64) uint64 {
	p.function(id, name, name, file, line-line%10)
	return p.location(id, 1, 0x1000*id, frame{id, line, 0})
}

// times sets when the profile began, how long it took, and the period.
func (p *profile) times(time, duration int64, periodType [2]string, period int64) {
	p.header = uintField(p.header, 9, uint64(time))
	p.header = uintField(p.header, 10, uint64(duration))
	p.header = bytesField(p.header, 11, p.valueType(periodType))
	p.header = uintField(p.header, 12, uint64(period))
}

// text sets a field of the profile that is an index into the strings.
func (p *profile) text(field int, s string) {
	p.header = uintField(p.header, field, p.str(s))
}

func (p *profile) bytes() []byte {
	var out []byte
	for _, piece := range [][]byte{p.types, p.samples, p.mappings, p.places, p.funcs} {
		out = append(out, piece...)
	}
	for _, s := range p.strings {
		out = bytesField(out, 6, []byte(s))
	}
	return append(out, p.header...)
}

// The wire format.

func varint(out []byte, x uint64) []byte {
	for ; x >= 0x80; x >>= 7 {
		out = append(out, byte(x)|0x80)
	}
	return append(out, byte(x))
}

// uintField leaves zeros out, as proto3 does.
func uintField(out []byte, field int, x uint64) []byte {
	if x == 0 {
		return out
	}
	return varint(varint(out, uint64(field)<<3), x)
}

func bytesField(out []byte, field int, b []byte) []byte {
	out = varint(varint(out, uint64(field)<<3|2), uint64(len(b)))
	return append(out, b...)
}

func packed[T int64 | uint64](out []byte, field int, xs []T) []byte {
	if len(xs) == 0 {
		return out
	}
	var b []byte
	for _, x := range xs {
		b = varint(b, uint64(x))
	}
	return bytesField(out, field, b)
}
