"""Which text comes first is decided by the run, and texts are known when the code is made."""

import heapq


def f(x):
    heap = []
    for v in (x, 1 / x):
        heapq.heappush(heap, (v, "a"))
    return heapq.heappop(heap)[0]


ARGS = (1.3,)
REFUSED = "a text, or a tuple with one, is put into the list 'heap', whose items the run chooses"
