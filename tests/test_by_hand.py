"""The gradients of the functions in `benchmarks/pairs*.py` are those that stand beside them."""

import numpy as np
import pytest
from benchmarks import (
    pairs, pairs_fields, pairs_learning, pairs_science, pairs_statistics, pairs_systems,
)  # fmt: skip

import s2sad
from s2sad.structure import flatten


GROUPS = (pairs, pairs_fields, pairs_learning, pairs_science, pairs_statistics, pairs_systems)
CASES = [case for group in GROUPS for case in group.CASES]


@pytest.mark.parametrize(("f", "by_hand", "argnums", "make"), CASES, ids=lambda v: getattr(
    v, "__name__", ""))  # fmt: skip
def test_gradient(f, by_hand, argnums, make):
    args = make()
    found, expected = s2sad.grad(f, argnums=argnums)(*args), by_hand(*args)
    for bar, known in zip(flatten(found)[0], flatten(expected)[0], strict=True):
        np.testing.assert_allclose(bar, known, rtol=1e-8, atol=1e-10)
