"""Masks that leave out NaN: those that are made by asking what is one."""

from __future__ import annotations

import operator
from collections.abc import Mapping

import numpy as np

from ..ir.nodes import Call, Operand, Value

#: they ask for NaN, or pass it over; what they are compared with is no NaN where it is equal
_PASS_OVER_NAN = frozenset({np.isnan, np.isfinite, np.fmax, np.fmin, np.nanmax, np.nanmin})
#: a mask made of others, of their shape or of a part of it
_OF_MASKS = frozenset({
    operator.invert, operator.and_, operator.or_, operator.eq, operator.ne, operator.getitem,
    np.logical_not, np.logical_and, np.logical_or, np.any, np.all, np.max, np.min, np.reshape,
})  # fmt: skip
#: how deep in an expression it is looked for
_DEPTH = 6


def leaves_out_nan(mask: Operand, makers: Mapping[Value, Call], depth: int = _DEPTH) -> bool:
    """True where the mask is made by asking what is NaN."""
    call = makers.get(mask)
    if call is None or depth == 0:
        return False
    if call.callee in _PASS_OVER_NAN:
        return True
    given = (*call.args, *(operand for _, operand in call.kwargs))
    return call.callee in _OF_MASKS and any(leaves_out_nan(x, makers, depth - 1) for x in given)
