"""The gradient of an empty array is an empty array of its shape."""

import numpy as np
import pytest

import s2sad

FUNCTIONS = {
    "diff": np.diff, "diff twice": lambda x: np.diff(x, n=2), "ediff1d": np.ediff1d,
    "diff of few": lambda x: np.diff(x, n=3, append=1.0), "cumsum": np.cumsum,
    "cumprod": np.cumprod, "sort": np.sort, "roll": lambda x: np.roll(x, 1),
    "repeat": lambda x: np.repeat(x, 2), "pad": lambda x: np.pad(x, 2), "tril": np.tril,
    "pad of two": lambda x: np.pad(x, 1, constant_values=(0.3, 2)),
    "square": np.square, "choice": lambda x: np.where(x > 0.0, np.sqrt(x), 0.0),
    "maximum": lambda x: np.maximum(np.sqrt(x), 1.0), "concatenate": lambda x: np.vstack((x, x)),
}  # fmt: skip


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)], ids=str)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradient_of_an_empty_array(name, shape):
    x = np.zeros(shape)
    gradient = s2sad.grad(lambda x: np.sum(FUNCTIONS[name](x)))(x)
    assert gradient.shape == shape and gradient.dtype == x.dtype
    y, y_dot = s2sad.jvp(FUNCTIONS[name], (x,), (x,))
    assert np.shape(y) == np.shape(y_dot)
    np.testing.assert_array_equal(y, FUNCTIONS[name](x), strict=True)


@pytest.mark.parametrize("samples", [np.zeros(0), np.array([5.0])], ids=["none", "outside"])
def test_weights_of_which_none_counts(samples):
    """`np.bincount` of nothing gives integers; a histogram is one of the weights."""
    weights = np.ones(samples.shape, np.float32)
    for f in (lambda x, w: np.histogram(x, [0, 1, 2], weights=w)[0],
              lambda x, w: np.histogramdd([x], [np.arange(3)], weights=w)[0]):  # fmt: skip
        y, pullback = s2sad.vjp(f, samples, weights)
        expected = f(samples, weights)
        assert y.dtype == expected.dtype and np.array_equal(y, expected)
        assert np.array_equal(pullback(np.ones_like(y))[1], np.zeros_like(weights))
