package rank

// heap keeps the n largest items that it was offered; the smallest of them is at the root.
type heap[T any] struct {
	items []T
	limit int
	less  func(a, b T) bool
}

func newHeap[T any](limit int, less func(a, b T) bool) *heap[T] {
	return &heap[T]{limit: limit, less: less}
}

func (h *heap[T]) offer(x T) {
	if len(h.items) < h.limit {
		h.items = append(h.items, x)
		h.up(len(h.items) - 1)
	} else if h.less(h.items[0], x) {
		h.items[0] = x
		h.down(0)
	}
}

func (h *heap[T]) up(i int) {
	parent := (i - 1) / 2
	if i > 0 && h.less(h.items[i], h.items[parent]) {
		h.swap(i, parent)
		h.up(parent)
	}
}

func (h *heap[T]) down(i int) {
	least := i
	for _, c := range [2]int{2*i + 1, 2*i + 2} {
		if c < len(h.items) && h.less(h.items[c], h.items[least]) {
			least = c
		}
	}
	if least != i {
		h.swap(i, least)
		h.down(least)
	}
}

func (h *heap[T]) swap(i, j int) { h.items[i], h.items[j] = h.items[j], h.items[i] }
