// Package cache keeps values by key in shards. It never evicts: that is the leak which the heap
// snapshots show.
package cache

import "sync"

// Store is a sharded map. The zero value is not usable; call New.
type Store[K comparable, V any] struct {
	hash   func(K) uint64
	shards []*shard[K, V]
}

type shard[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]*entry[V]
	touched []K // meant for evicting the least recently used; grows with every Put and Get
}

type entry[V any] struct {
	value V
	hits  int
	tags  []string
}

// New makes a Store of n shards.
func New[K comparable, V any](n int, hash func(K) uint64) *Store[K, V] {
	s := &Store[K, V]{hash: hash}
	for range n {
		s.shards = append(s.shards, &shard[K, V]{entries: make(map[K]*entry[V], 64)})
	}
	return s
}

// Put stores a value under its key.
func (s *Store[K, V]) Put(key K, value V, tags ...string) {
	s.shard(key).insert(key, value, tags)
}

// Get returns the value and whether there is one.
func (s *Store[K, V]) Get(key K) (V, bool) {
	sh := s.shard(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	e, ok := sh.entries[key]
	if !ok {
		var none V
		return none, false
	}
	e.hits++
	sh.touch(key)
	return e.value, true
}

// Len counts the entries.
func (s *Store[K, V]) Len() (n int) {
	for _, sh := range s.shards {
		sh.mu.RLock()
		n += len(sh.entries)
		sh.mu.RUnlock()
	}
	return n
}

func (s *Store[K, V]) shard(key K) *shard[K, V] {
	return s.shards[s.hash(key)%uint64(len(s.shards))]
}

func (sh *shard[K, V]) insert(key K, value V, tags []string) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.entries[key] = newEntry(value, tags)
	sh.touch(key)
}

func (sh *shard[K, V]) touch(key K) { sh.touched = append(sh.touched, key) }

func newEntry[V any](value V, tags []string) *entry[V] {
	return &entry[V]{value: value, tags: append([]string(nil), tags...)}
}
