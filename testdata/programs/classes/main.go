// Classes writes what Go makes of the Unicode classes in regular expressions: a line for each name, with how many
// characters it has, how many with (?i), and a checksum of the ranges that several expressions with it stand for.
package main

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"log"
	"maps"
	"os"
	"regexp/syntax"
	"slices"
	"unicode"
)

// Expressions are the ways in which a class may be written; the %s is its name.
var expressions = []string{
	`\p{%s}`, `(?i)\p{%s}`, `\P{%s}`, `\p{^%s}`, `(?i)\P{%s}`, `[\p{%s}a-c]`, `(?i)[^\P{%s}k]`, `[^\p{^%s}\d]`,
}

func main() {
	out, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	names := []string{"Any", "Assigned", "ASCII"}
	names = slices.AppendSeq(names, maps.Keys(unicode.Categories))
	names = slices.AppendSeq(names, maps.Keys(unicode.CategoryAliases))
	names = slices.AppendSeq(names, maps.Keys(unicode.Scripts))
	slices.Sort(names)
	fmt.Fprintf(out, "# Unicode %s: name, characters, characters with (?i), checksum\n", unicode.Version)
	for _, name := range names {
		sum := fnv.New64a()
		counts := make([]int, len(expressions))
		for i, expression := range expressions {
			for _, r := range ranges(fmt.Sprintf(expression, name)) {
				counts[i] += int(r.high-r.low) + 1
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(r.low)))
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(r.high)))
			}
		}
		fmt.Fprintf(out, "%s\t%d\t%d\t%016x\n", name, counts[0], counts[1], sum.Sum64())
	}
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
}

type span struct{ low, high rune }

// Ranges are the characters that an expression of one class matches, in order, as few ranges as can be. Surrogates are no
// characters.
func ranges(expression string) []span {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		log.Fatal(err)
	}
	is := make([]bool, unicode.MaxRune+1)
	switch parsed.Op {
	case syntax.OpNoMatch:
	case syntax.OpAnyChar:
		for r := range is {
			is[r] = true
		}
	case syntax.OpCharClass:
		for i := 0; i < len(parsed.Rune); i += 2 {
			for r := parsed.Rune[i]; r <= parsed.Rune[i+1]; r++ {
				is[r] = true
			}
		}
	case syntax.OpLiteral:
		is[parsed.Rune[0]] = true
		if parsed.Flags&syntax.FoldCase != 0 {
			for r := unicode.SimpleFold(parsed.Rune[0]); r != parsed.Rune[0]; r = unicode.SimpleFold(r) {
				is[r] = true
			}
		}
	default:
		log.Fatalf("%s is %v", expression, parsed)
	}
	var all []span
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !is[r] || 0xd800 <= r && r <= 0xdfff {
			continue
		}
		if last := len(all) - 1; last >= 0 && all[last].high == r-1 {
			all[last].high = r
		} else {
			all = append(all, span{r, r})
		}
	}
	return all
}
