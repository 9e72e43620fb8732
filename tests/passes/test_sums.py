"""Sums of products: how much is tried for them."""

import itertools

import pytest

from s2sad.ir.nodes import Value
from s2sad.ir.types import FLOAT
from s2sad.passes.sums import Builder, Known, Term


class Counting(Builder):
    tried = 0

    def plain(self, terms):
        self.tried += 1
        return super().plain(terms)


@pytest.mark.parametrize("count", [4, 8, 12])
def test_what_is_tried_grows_with_the_sum(count):
    """All ways to take out one factor after the other would be exponentially many."""
    values = [Value(f"v{k}", FLOAT) for k in range(8)]
    products = list(itertools.combinations(values, 5))[:count]
    builder = Counting(Known([]), set())
    best = builder.sum([Term(1.0, tuple((v, 1) for v in product)) for product in products])
    assert best.cost < 5 * count - 1
    assert builder.tried <= 6 * count
