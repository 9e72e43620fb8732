"""What is read as Python has the values of NumPy and SciPy at the edge of its domain, too."""

import numpy as np
import pytest
from scipy import stats

import s2sad

ZERO, NEGATIVE = np.array([0.0, 0.3, 0.9]), np.array([-0.5, 0.3, 0.9])


@pytest.mark.parametrize(("function", "args"), [
    (stats.entropy, (ZERO,)), (stats.entropy, (ZERO, NEGATIVE**2)), (stats.hmean, (NEGATIVE,)),
    (stats.hmean, (ZERO,)), (stats.sem, (np.float32(ZERO),)),
    (lambda p: stats.entropy(p, base=2), (np.float32(NEGATIVE**2),)),
    (lambda p: np.polymul(p, p[1:]), (ZERO,)), (lambda p: np.polydiv(p, p[1:2])[1], (NEGATIVE,)),
    (lambda p: np.diff(p, n=0, prepend=1.0), (NEGATIVE,)),
    (lambda p, q: np.interp(q, [0.0, 1.0, 2.0], p, left=0.5), (ZERO, np.array(-0.5))),
    *[(f, (p,)) for f in (np.ascontiguousarray, np.asfortranarray) for p in (0.3, np.array(0.3))],
])  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_value_at_the_edge(function, args):
    expected, (value, _) = function(*args), s2sad.vjp(function, *args)
    np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-12, strict=True)
    assert type(value) is type(expected)
