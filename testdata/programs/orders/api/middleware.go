package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// Handler answers one request.
type Handler func(ctx context.Context, body []byte) ([]byte, error)

// Middleware wraps a Handler.
type Middleware func(Handler) Handler

// Chain wraps the handler so that the first middleware is outermost.
func Chain(h Handler, wrap ...Middleware) Handler {
	for i := len(wrap) - 1; i >= 0; i-- {
		h = wrap[i](h)
	}
	return h
}

// Recover turns a panic into an error.
func Recover(next Handler) Handler {
	return func(ctx context.Context, body []byte) (out []byte, err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		return next(ctx, body)
	}
}

// Sessions remembers who called. It grows too, but to a bound: one entry per customer, each of
// which keeps the whole first request alive, because the key is a piece of it.
func Sessions() Middleware {
	var mu sync.Mutex
	seen := make(map[string][]string)
	return func(next Handler) Handler {
		return func(ctx context.Context, body []byte) ([]byte, error) {
			_, rest, _ := strings.Cut(string(body), `"customer":"`)
			customer, _, _ := strings.Cut(rest, `"`)
			mu.Lock()
			if len(seen[customer]) < 8 {
				seen[customer] = append(seen[customer], strings.Repeat("s", 64))
			}
			mu.Unlock()
			return next(ctx, body)
		}
	}
}

// Limit lets at most n requests in at a time.
func Limit(n int) Middleware {
	slots := make(chan struct{}, n)
	return func(next Handler) Handler {
		return func(ctx context.Context, body []byte) ([]byte, error) {
			slots <- struct{}{}
			defer func() { <-slots }()
			return next(ctx, body)
		}
	}
}
