// Package rank orders documents by the cosine between their word vectors and that of a query.
package rank

import (
	"hash/maphash"
	"math"

	"shop.example/search/index"
)

const dimensions = 128

type vector [dimensions]float64

// Ranker keeps the vectors of documents, unless it was told not to: the difference between the
// two CPU profiles.
type Ranker struct {
	Cache bool
	ix    *index.Index
	seed  maphash.Seed
	known map[int]*vector
}

// New makes a Ranker for the documents of the index. It is not safe for concurrent use.
func New(ix *index.Index, cache bool) *Ranker {
	return &Ranker{Cache: cache, ix: ix, seed: maphash.MakeSeed(), known: make(map[int]*vector)}
}

// Scored is a document with its score.
type Scored struct {
	Doc   int
	Score float64
}

// Best returns the n best documents, best last.
func (r *Ranker) Best(docs []int, query string, n int) []Scored {
	q := r.embed(query)
	best := newHeap(n, lower)
	for _, doc := range docs {
		best.offer(Scored{doc, cosine(r.vector(doc), q)})
	}
	return best.items
}

func lower(a, b Scored) bool { return a.Score < b.Score }

func (r *Ranker) vector(doc int) *vector {
	if !r.Cache {
		return r.embed(r.ix.Text(doc))
	}
	v, ok := r.known[doc]
	if !ok {
		v = r.embed(r.ix.Text(doc))
		r.known[doc] = v
	}
	return v
}

// embed hashes every word to a few dimensions.
func (r *Ranker) embed(text string) *vector {
	v := new(vector)
	for _, word := range index.Tokens(text) {
		h := maphash.String(r.seed, word)
		for range 4 {
			v.bump(h)
			h = mix(h)
		}
	}
	return v
}

// The small functions below are inlined into each other, six deep.

func (v *vector) bump(h uint64)    { v[slot(h)] += weight(h) }
func slot(h uint64) uint64         { return h % dimensions }
func weight(h uint64) float64      { return sign(h) * magnitude(h) }
func sign(h uint64) float64        { return float64(int(bit(h, 63))*2 - 1) }
func bit(h uint64, n int) uint64   { return shift(h, n) & 1 }
func shift(h uint64, n int) uint64 { return h >> uint(n) }
func magnitude(h uint64) float64   { return 1 + float64(bit(h, 40))/2 }
func mix(h uint64) uint64          { return (h ^ h>>29) * 0xbf58476d1ce4e5b9 }

func cosine(a, b *vector) float64 {
	return dot(a, b) / (norm(a)*norm(b) + 1e-9)
}

func norm(v *vector) float64 { return math.Sqrt(dot(v, v)) }

func dot(a, b *vector) (sum float64) {
	for i := range a {
		sum += product(a, b, i)
	}
	return sum
}

func product(a, b *vector, i int) float64 { return at(a, i) * at(b, i) }
func at(v *vector, i int) float64         { return v[i] }
