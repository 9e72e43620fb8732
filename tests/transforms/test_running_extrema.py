"""Running extrema and segments are computed by NumPy's own calls, and what is not taken is left."""

import numpy as np
import pytest

import s2sad

X = np.array([0.3, 1.1, 0.0, 1.4, 0.2, 0.9])
FUNCTIONS = [
    lambda x: np.sum(np.maximum.accumulate(x) ** 2),
    lambda x: np.sum(np.minimum.accumulate(x) ** 2),
    lambda x: np.sum(np.logaddexp.accumulate(x) ** 2),
    lambda x: np.sum(np.add.reduceat(x, [0, 2, 5]) ** 2),
    lambda x: np.sum(np.maximum.reduceat(x, [0, 2, 5]) ** 2),
    lambda x: np.sum(np.minimum.reduceat(x, [0, 2, 5]) ** 2),
]


@pytest.mark.parametrize("f", FUNCTIONS)
def test_no_loop_goes_over_entries(f):
    """But over those that are as great as the running extremum before."""
    text = s2sad.grad(f).source(X).partition("import numpy as np")[2]
    assert text.count("for ") == text.count("for k in np.flatnonzero(")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_not_taken_has_no_part():
    """The slope of the root is infinite at 0."""

    def f(x):
        return np.sum(np.maximum.accumulate(np.sqrt(x)))

    expected = np.array([1, 2, 0, 3, 0, 0]) * 0.5 / np.sqrt(np.maximum(X, 0.1))
    np.testing.assert_allclose(s2sad.grad(f)(X), expected)
    tangents = [s2sad.jvp(f, (X,), (e,))[1] for e in np.eye(6)]
    np.testing.assert_allclose(tangents, expected)


def test_arguments_that_nobody_reads_are_refused():
    def f(x):
        out = np.zeros(6)
        np.hypot.accumulate(x, out=out)
        return np.sum(out)

    with pytest.raises(s2sad.UnsupportedError, match="np.hypot.accumulate with out= is not"):
        s2sad.grad(f)(X)


def test_what_is_written_by_out_is_read():
    def f(x):
        out = np.zeros(6)
        np.maximum.accumulate(x, out=out)
        return np.sum(out)

    np.testing.assert_array_equal(s2sad.grad(f)(X), [1, 2, 0, 3, 0, 0])
