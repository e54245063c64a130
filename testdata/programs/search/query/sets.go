package query

import "cmp"

// Sets are ascending slices; merge walks two of them side by side and keeps what keep says.

func union[T cmp.Ordered](a, b []T) []T {
	return merge(a, b, func(inA, inB bool) bool { return true })
}

func intersection[T cmp.Ordered](a, b []T) []T {
	return merge(a, b, func(inA, inB bool) bool { return inA && inB })
}

func difference[T cmp.Ordered](a, b []T) []T {
	return merge(a, b, func(inA, inB bool) bool { return inA && !inB })
}

func merge[T cmp.Ordered](a, b []T, keep func(inA, inB bool) bool) []T {
	out := make([]T, 0, max(len(a), len(b)))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			if keep(true, false) {
				out = append(out, a[0])
			}
			a = a[1:]
		case len(a) == 0 || b[0] < a[0]:
			if keep(false, true) {
				out = append(out, b[0])
			}
			b = b[1:]
		default:
			if keep(true, true) {
				out = append(out, a[0])
			}
			a, b = a[1:], b[1:]
		}
	}
	return out
}
