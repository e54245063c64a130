// Package pricing applies a tree of discount rules to an order by recursion.
package pricing

import "fmt"

// Rule is one node of the tree: it applies when Percent of the amount is positive, then its children do.
type Rule struct {
	Name     string
	Percent  int
	Children []*Rule
}

// Adjustment is what one rule did to an amount.
type Adjustment struct {
	Path   string
	Amount int64
}

// Tree builds a rule tree of the given depth; it is built once and stays.
func Tree(depth, fan int) *Rule { return grow("rule", depth, fan) }

func grow(name string, depth, fan int) *Rule {
	r := &Rule{Name: name, Percent: 1 + depth%3}
	if depth == 0 {
		return r
	}
	for i := range fan {
		r.Children = append(r.Children, grow(fmt.Sprintf("%s.%d", name, i), depth-1, fan))
	}
	return r
}

// Apply walks the tree along the branches that the seed chooses and returns every adjustment.
func (r *Rule) Apply(amount int64, seed uint64) []Adjustment {
	return r.apply(amount, seed, "", nil)
}

func (r *Rule) apply(amount int64, seed uint64, path string, done []Adjustment) []Adjustment {
	path += "/" + r.Name
	off := amount * int64(r.Percent) / 100
	if off > 0 {
		done = append(done, Adjustment{Path: path, Amount: -off})
	}
	if len(r.Children) == 0 {
		return done
	}
	next := r.Children[seed%uint64(len(r.Children))]
	return next.apply(amount-off, seed/uint64(len(r.Children)), path, done)
}
