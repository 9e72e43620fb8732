"""`sorted`, `max` and `min` of tuples whose first items decide."""

import numpy as np
import pytest

import s2sad

PROGRAMS = {
    "items": lambda x: sum(q * v for q, (_, v) in enumerate(sorted({"b": x, "a": x * x}.items()))),
    "items backwards": lambda x: sorted({(1, 0): x, (0, 1): x * x}.items(), reverse=True)[1][1],
    "pairs": lambda x: sorted([(2, x), (1, x * x)])[0][1],
    "largest item": lambda x: max({"b": x * x, "a": x}.items())[1],
    "smallest of tuples": lambda x: min((1, x), (0, x * x))[1],
    "largest of equals": lambda x: max((1, x), (1, x * x))[1] + max((1, x * x), (1, x))[1],
    "words": lambda x: sum(x ** len(word) for word in sorted("bb a".split())),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_first_items_decide(name):
    f = PROGRAMS[name]
    value, slope = s2sad.value_and_grad(f)(0.3)
    assert value == f(0.3)
    assert slope == pytest.approx((f(0.3 + 1e-6) - f(0.3 - 1e-6)) / 2e-6, rel=1e-7)


def test_numbers_of_the_run_that_decide_are_refused():
    with pytest.raises(s2sad.UnsupportedError, match="depends on values known only at run time"):
        s2sad.grad(lambda x: sorted([(1, x), (1, x * x)])[0][1])(1.0)


def test_sorted_numbers_keep_their_dtype():
    def f(x):
        items = []
        for v in x:
            items.append(v * v)
        return np.sum(np.sin(np.array(sorted(items))))

    x = np.array([0.7, 0.2, 0.5], np.float32)
    value, x_bar = s2sad.value_and_grad(f)(x)
    assert value.dtype == f(x).dtype == x_bar.dtype == s2sad.jvp(f, (x,), (x,))[1].dtype
    np.testing.assert_allclose(x_bar, 2.0 * x * np.cos(x * x), rtol=1e-6)
