"""Merge sort and quicksort of lists: known numbers are sliced where the run decides."""

import numpy as np


def merged(a, b):
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] < b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:] + b[j:]


def merge_sort(items):
    if len(items) < 2:
        return items
    m = len(items) // 2
    return merged(merge_sort(items[:m]), merge_sort(items[m:]))


def quicksort(items):
    if not items:
        return []
    pivot, *rest = items
    less = quicksort([v for v in rest if v < pivot])
    return less + [pivot] + quicksort([v for v in rest if v >= pivot])


def f(x):
    s, q = merge_sort(list(x)), quicksort(list(x * x))
    return s[0] * 3 + s[1] * s[-1] + q[0] * q[1]


ARGS = (np.array([0.7, -0.3, 0.6]),)
