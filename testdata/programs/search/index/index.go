// Package index is an inverted index over documents: words, the documents that hold them, and a
// trie for prefixes.
package index

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Index is safe for concurrent use. One lock guards everything: the contention which the mutex and
// block profiles show.
type Index struct {
	mu       sync.Mutex
	postings map[string][]int
	prefixes trie
	texts    []string
}

// New makes an empty index.
func New() *Index { return &Index{postings: make(map[string][]int)} }

// Add indexes one document and returns its number.
func (ix *Index) Add(text string) int {
	words := Tokens(text)
	ix.mu.Lock()
	defer ix.mu.Unlock()
	doc := len(ix.texts)
	ix.texts = append(ix.texts, text)
	for _, word := range words {
		ix.post(word, doc)
	}
	return doc
}

func (ix *Index) post(word string, doc int) {
	list := ix.postings[word]
	if len(list) > 0 && list[len(list)-1] == doc {
		return
	}
	if len(list) == 0 {
		ix.prefixes.insert(word)
	}
	ix.postings[word] = append(list, doc)
}

// Postings returns the documents that hold the word, ascending.
func (ix *Index) Postings(word string) []int {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.postings[word]
}

// Complete returns the words that begin with the prefix.
func (ix *Index) Complete(prefix string) []string {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.prefixes.below(prefix)
}

// Text returns a document.
func (ix *Index) Text(doc int) string {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.texts[doc]
}

// All returns the numbers of all documents.
func (ix *Index) All() []int {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	all := make([]int, len(ix.texts))
	for i := range all {
		all[i] = i
	}
	return all
}

// Tokens splits a text into stems of lower-case words.
func Tokens(text string) []string {
	words := strings.FieldsFunc(text, isBoundary)
	for i, word := range words {
		words[i] = stem(strings.ToLower(word))
	}
	return words
}

func isBoundary(r rune) bool { return !isWordRune(r) }
func isWordRune(r rune) bool { return unicode.IsLetter(r) || isDigit(r) }
func isDigit(r rune) bool    { return '0' <= r && r <= '9' }

// stem cuts English endings, again and again: "findings" is "find".
func stem(word string) string {
	for _, ending := range []string{"s", "ing", "ed", "ly"} {
		if rest, found := strings.CutSuffix(word, ending); found && len(rest) > 2 {
			return stem(rest)
		}
	}
	return word
}

// trie holds words by their bytes; children are sorted by byte.
type trie struct {
	children []child
	word     string
}

type child struct {
	byte byte
	trie *trie
}

func (t *trie) insert(word string) { t.insertAt(word, 0) }

func (t *trie) insertAt(word string, depth int) {
	if depth == len(word) {
		t.word = word
		return
	}
	t.child(word[depth], true).insertAt(word, depth+1)
}

func (t *trie) child(b byte, create bool) *trie {
	i, found := slices.BinarySearchFunc(t.children, b, func(c child, b byte) int { return int(c.byte) - int(b) })
	switch {
	case found:
		return t.children[i].trie
	case !create:
		return nil
	}
	t.children = slices.Insert(t.children, i, child{b, new(trie)})
	return t.children[i].trie
}

func (t *trie) below(prefix string) (words []string) {
	for i := 0; i < len(prefix) && t != nil; i++ {
		t = t.child(prefix[i], false)
	}
	if t == nil {
		return nil
	}
	t.walk(func(word string) { words = append(words, word) })
	return words
}

func (t *trie) walk(visit func(string)) {
	if t.word != "" {
		visit(t.word)
	}
	for _, c := range t.children {
		c.trie.walk(visit)
	}
}
