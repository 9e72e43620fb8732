"""Entries that are NaN, and that a program leaves out, have no part in its derivatives."""

import numpy as np
import pytest

import s2sad

R = np.array([1.0, np.nan, 2.0])
TABLE = np.array([[1.0, np.nan, 2.0], [3.0, 1.5, 0.5]])


def picked(t):
    t = t * t
    return np.mean(t[~np.isnan(t)])


FUNCTIONS = {
    "nansum": np.nansum, "nanmean": np.nanmean, "nanvar": np.nanvar, "nanstd": np.nanstd,
    "nanmax": np.nanmax, "nanmin": np.nanmin, "nanprod": np.nanprod, "nanmedian": np.nanmedian,
    "nanquantile": lambda t: np.nanquantile(t, 0.3),
    "nan_to_num": lambda t: np.sum(np.nan_to_num(t) ** 2),
    "fmax": lambda t: np.sum(np.fmax(t, 1.2)), "fmin": lambda t: np.sum(np.fmin(t, 1.2)),
    "fmax.reduce": lambda t: np.fmax.reduce(t, axis=None),
    "mean of some": lambda t: np.mean(t * t, where=~np.isnan(t)),
    "var of some": lambda t: np.var(t, where=~np.isnan(t)),
    "std of some": lambda t: np.std(t, where=~np.isnan(t)),
    "max of some": lambda t: np.max(t, where=~np.isnan(t), initial=-1.0),
    "min of some": lambda t: np.min(t, where=~np.isnan(t), initial=9.0),
    "masked": picked,
    "where": lambda t: np.sum(np.where(np.isnan(t), 0.0, t * t)),
    "distance": lambda t: np.nanmean((t * t - 0.3) ** 2),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("r", [R, TABLE], ids=["vector", "table"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_left_out_meets_no_zero(name, r, dtype):
    """0 times NaN is NaN: the derivative by `u` of what is left out of `u * r` must not come to
    that."""
    f, r = FUNCTIONS[name], r.astype(dtype)

    def whole(u):
        return f(u * r)

    u = np.linspace(0.8, 1.3, r.size).reshape(r.shape).astype(dtype)
    filled = np.where(np.isnan(r), 0, u)
    gradient = s2sad.grad(whole)(u)
    steps = np.eye(r.size, dtype=dtype).reshape(r.size, *r.shape)
    tangents = [s2sad.jvp(whole, (u,), (e,))[1] for e in steps]
    expected = numerical(whole, filled.astype(float), r)
    assert gradient.dtype == dtype
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(np.reshape(tangents, r.shape), expected, rtol=1e-4, atol=1e-4)


def numerical(f, u, r):
    """Central differences; f is also given what is left out, which it must not use."""
    steps = 1e-3 * np.eye(u.size).reshape(u.size, *u.shape)
    slopes = [(float(f(u + h)) - float(f(u - h))) / 2e-3 for h in steps]
    return np.where(np.isnan(r), 0.0, np.reshape(slopes, u.shape))


def test_rows_that_are_left_out():
    def f(u):
        t = u * TABLE
        return np.sum(t[~np.isnan(TABLE).any(axis=1)] ** 2)

    u = np.ones((2, 3))
    expected = np.array([[0.0, 0.0, 0.0], [18.0, 4.5, 0.5]])
    np.testing.assert_allclose(s2sad.grad(f)(u), expected)
    np.testing.assert_allclose(s2sad.grad(lambda u: s2sad.grad(f)(u).sum())(u), expected)


def kept_spread(t):
    return spread_of(t, 3) if t.ndim else t


def spread_of(t, depth):
    return np.sum(np.nanstd(t, axis=-1)) if depth == 0 else 1.1 * spread_of(t, depth - 1)


@pytest.mark.parametrize("f", [lambda t: np.sum(np.nanstd(t, axis=-1)), kept_spread])
def test_a_pullback_meets_no_zero_in_what_the_forward_sweep_kept(f):
    """In a function of its own the backward sweep does not see how its residuals were made."""
    x = np.array([[1.0, np.nan, 2.5, 0.3], [0.4, 1.0, -2.0, 3.0]])
    v = np.array([[1.0, 0.5, -0.3, 2.0], [0.1, -1.0, 0.7, 0.2]])
    got = s2sad.vjp(s2sad.grad(f), x)[1](v)[0]
    expected = s2sad.jvp(s2sad.grad(f), (x,), (v,))[1]
    assert np.isfinite(got).all()
    np.testing.assert_allclose(got, np.where(np.isnan(x), 0.0, expected), rtol=1e-9)


def test_a_mask_that_nothing_multiplies_is_not_written():
    def f(u, r):
        return np.sum(np.exp((u + r)[~np.isnan(r)]))

    assert "np.where" not in s2sad.grad(f).source(R, R)
