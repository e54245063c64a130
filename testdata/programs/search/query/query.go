// Package query parses a boolean query and evaluates it on an index, both by recursion:
//
//	(gopher or snake*) and not cat
package query

import (
	"errors"
	"fmt"
	"strings"

	"shop.example/search/index"
)

// Node is a piece of a parsed query.
type Node interface {
	// Eval returns the matching documents, ascending.
	Eval(ix *index.Index) []int
}

type (
	word   string
	prefix string
	not    struct{ of Node }
	and    struct{ left, right Node }
	or     struct{ left, right Node }
)

func (w word) Eval(ix *index.Index) []int { return ix.Postings(string(w)) }

func (p prefix) Eval(ix *index.Index) (docs []int) {
	for _, w := range ix.Complete(string(p)) {
		docs = union(docs, ix.Postings(w))
	}
	return docs
}

func (n not) Eval(ix *index.Index) []int { return difference(ix.All(), n.of.Eval(ix)) }
func (n and) Eval(ix *index.Index) []int { return intersection(n.left.Eval(ix), n.right.Eval(ix)) }
func (n or) Eval(ix *index.Index) []int  { return union(n.left.Eval(ix), n.right.Eval(ix)) }

// Parse reads a query.
func Parse(text string) (Node, error) {
	p := &parser{words: strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))}
	node, err := p.or()
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("query: unexpected %q", p.words[0])
	}
	return node, err
}

type parser struct{ words []string }

func (p *parser) or() (Node, error) {
	return p.chain("or", p.and, func(l, r Node) Node { return or{l, r} })
}

func (p *parser) and() (Node, error) {
	return p.chain("and", p.not, func(l, r Node) Node { return and{l, r} })
}

func (p *parser) chain(operator string, operand func() (Node, error), join func(l, r Node) Node) (Node, error) {
	left, err := operand()
	for err == nil && p.accept(operator) {
		var right Node
		right, err = operand()
		left = join(left, right)
	}
	return left, err
}

func (p *parser) not() (Node, error) {
	if p.accept("not") {
		of, err := p.not()
		return not{of}, err
	}
	return p.primary()
}

func (p *parser) primary() (Node, error) {
	if p.accept("(") {
		inner, err := p.or()
		if err == nil && !p.accept(")") {
			err = errors.New("query: missing )")
		}
		return inner, err
	}
	if len(p.words) == 0 {
		return nil, errors.New("query: a word is missing")
	}
	w := p.words[0]
	p.words = p.words[1:]
	if start, isPrefix := strings.CutSuffix(w, "*"); isPrefix {
		return prefix(start), nil
	}
	return word(index.Tokens(w)[0]), nil
}

func (p *parser) accept(w string) bool {
	if len(p.words) == 0 || p.words[0] != w {
		return false
	}
	p.words = p.words[1:]
	return true
}
