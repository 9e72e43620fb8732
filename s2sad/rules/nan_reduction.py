"""Reductions that leave NaN out: the rule of the plain one, over the entries that are numbers."""

from __future__ import annotations

import numpy as np

from .masked import chosen, present, replaced
from .reduction import (
    cumsum_jvp, cumsum_vjp, extremum_jvp, extremum_vjp, mean_jvp, mean_vjp, std_jvp, std_vjp,
    sum_jvp, sum_vjp, var_jvp, var_vjp,
)  # fmt: skip
from .registry import jvp, vjp
from .series import cumprod_jvp, cumprod_vjp, prod_jvp, prod_vjp


@jvp(np.nansum)
def nansum_jvp(
    y, a_dot, initial_dot, a, axis=None, dtype=None, keepdims=False, initial=None, where=True
):
    mask = present(a, where)
    return sum_jvp(y, a_dot, initial_dot, a, axis, dtype, keepdims, initial, mask)


@vjp(np.nansum)
def nansum_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    return sum_vjp(y, y_bar, a, axis, dtype, keepdims, initial, present(a, where))


@jvp(np.nanmean)
def nanmean_jvp(y, a_dot, a, axis=None, dtype=None, keepdims=False, where=True):
    return mean_jvp(y, a_dot, a, axis, dtype, keepdims, present(a, where))


@vjp(np.nanmean)
def nanmean_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, where=True):
    return mean_vjp(y, y_bar, a, axis, dtype, keepdims, present(a, where))


@jvp(np.nanmax, np.nanmin)
def nanmax_jvp(y, a_dot, initial_dot, a, axis=None, keepdims=False, initial=None, where=True):
    """A NaN equals nothing, so it is no extremum."""
    return extremum_jvp(chosen, y, a_dot, initial_dot, a, axis, keepdims, initial, where)


@vjp(np.nanmax, np.nanmin)
def nanmax_vjp(y, y_bar, a, axis=None, keepdims=False, initial=None, where=True):
    return extremum_vjp(chosen, y, y_bar, a, axis, keepdims, initial, where)


@jvp(np.nanprod)
def nanprod_jvp(
    y, a_dot, initial_dot, a, axis=None, dtype=None, keepdims=False, initial=None, where=True
):
    mask = present(a, where)
    return prod_jvp(y, a_dot, initial_dot, a, axis, dtype, keepdims, initial, mask)


@vjp(np.nanprod)
def nanprod_vjp(y, y_bar, a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    return prod_vjp(y, y_bar, a, axis, dtype, keepdims, initial, present(a, where))


@jvp(np.nanvar)
def nanvar_jvp(
    y, a_dot, mean_dot, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    mask = present(a, where)
    return var_jvp(y, chosen(a_dot, mask), mean_dot, a, axis, dtype, ddof, keepdims, mask, mean)


@vjp(np.nanvar)
def nanvar_vjp(
    y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    mask = present(a, where)
    return var_vjp(y, y_bar, a, axis, dtype, ddof, keepdims, mask, mean)


@jvp(np.nanstd)
def nanstd_jvp(
    y, a_dot, mean_dot, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    mask = present(a, where)
    return std_jvp(y, chosen(a_dot, mask), mean_dot, a, axis, dtype, ddof, keepdims, mask, mean)


@vjp(np.nanstd)
def nanstd_vjp(
    y, y_bar, a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, mean=None
):
    mask = present(a, where)
    return std_vjp(y, y_bar, a, axis, dtype, ddof, keepdims, mask, mean)


@jvp(np.nancumsum)
def nancumsum_jvp(y, a_dot, a, axis=None, dtype=None):
    return cumsum_jvp(y, chosen(a_dot, present(a, True)), a, axis)


@vjp(np.nancumsum)
def nancumsum_vjp(y, y_bar, a, axis=None, dtype=None):
    return chosen(cumsum_vjp(y, y_bar, a, axis), present(a, True))


@jvp(np.nancumprod)
def nancumprod_jvp(y, a_dot, a, axis=None, dtype=None):
    mask = present(a, True)
    return cumprod_jvp(y, chosen(a_dot, mask), replaced(a, mask, 1.0), axis)


@vjp(np.nancumprod)
def nancumprod_vjp(y, y_bar, a, axis=None, dtype=None):
    mask = present(a, True)
    return chosen(cumprod_vjp(y, y_bar, replaced(a, mask, 1.0), axis), mask)
