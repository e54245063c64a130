// Package api takes an order as JSON through a chain of middleware, prices it, remembers it and
// has the customer told.
package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"shop.example/orders/cache"
	"shop.example/orders/pricing"
)

// Order is what a client sends, and what the cache keeps.
type Order struct {
	ID          string            `json:"id"`
	Number      int               `json:"number"`
	Customer    string            `json:"customer"`
	Lines       []Line            `json:"lines"`
	Notes       map[string]string `json:"notes"`
	Adjustments []pricing.Adjustment
}

// Line is one article of an Order.
type Line struct {
	Article  string `json:"article"`
	Quantity int64  `json:"quantity"`
	Cents    int64  `json:"cents"`
}

// Notifier tells a customer about an order.
type Notifier interface{ Enqueue(id string, number int) }

// Service holds what outlives a request.
type Service struct {
	orders   *cache.Store[string, *Order]
	receipts *cache.Store[uint64, []byte]
	rules    *pricing.Rule
	notifier Notifier
	audit    audit
}

// NewService makes a service with empty caches.
func NewService(rules *pricing.Rule, notifier Notifier) *Service {
	return &Service{
		orders:   cache.New[string, *Order](16, hashString),
		receipts: cache.New[uint64, []byte](4, func(k uint64) uint64 { return k }),
		rules:    rules,
		notifier: notifier,
		audit:    audit{ring: make([]string, 512)},
	}
}

// Place is the handler: one order in, its receipt out.
func (s *Service) Place(ctx context.Context, body []byte) ([]byte, error) {
	order, err := decode(body)
	if err != nil {
		return nil, err
	}
	if _, again := s.orders.Get(order.ID); again {
		return nil, errors.New("order was placed before")
	}
	order.Adjustments = s.price(order)
	s.remember(order)
	s.notifier.Enqueue(order.ID, order.Number)
	return s.receipt(order)
}

func decode(body []byte) (*Order, error) {
	order := new(Order)
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(order); err != nil {
		return nil, fmt.Errorf("order: %w", err)
	}
	return order, nil
}

func (s *Service) price(order *Order) []pricing.Adjustment {
	var total int64
	each(order.Lines, func(l Line) { total += l.Quantity * l.Cents })
	return s.rules.Apply(total, hashString(order.Customer))
}

func (s *Service) remember(order *Order) {
	tags := transform(order.Lines, func(l Line) string { return "article:" + strings.ToUpper(l.Article) })
	s.orders.Put(order.ID, order, tags...)
}

func (s *Service) receipt(order *Order) ([]byte, error) {
	text, err := json.MarshalIndent(order, "", "  ")
	if err != nil {
		return nil, err
	}
	if order.Number%4 == 0 { // only some customers ask for a copy, but every copy stays
		s.receipts.Put(uint64(order.Number), bytes.Clone(text))
	}
	s.audit.record(text)
	return text, nil
}

// audit is a ring of the last receipts' digests: it allocates, but does not grow.
type audit struct {
	mu   sync.Mutex
	ring []string
	next int
}

func (a *audit) record(text []byte) {
	sum := sha256.Sum256(text)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ring[a.next%len(a.ring)] = hex.EncodeToString(sum[:])
	a.next++
}

func hashString(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

func each[T any](list []T, do func(T)) {
	for _, x := range list {
		do(x)
	}
}

func transform[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	each(list, func(x T) { out = append(out, f(x)) })
	return out
}
