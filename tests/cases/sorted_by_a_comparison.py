"""A comparison by functools.cmp_to_key is not followed, and the message says what is."""

import functools


def f(x):
    return sum(sorted([x, 3 - x, x * x], key=functools.cmp_to_key(lambda p, q: p - q))[:2])


ARGS = (1.3,)
REFUSED = "the order that functools.cmp_to_key() makes of a comparison is not followed"
