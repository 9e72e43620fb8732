"""When two operands are surely the same: an operand comes in, a hashable key goes out.

Constants are the same where type and bits are: 1, 1.0, True and np.float64(1) are four, 0.0 and
-0.0 two, as real and imaginary part too. What cannot be compared so is the same as itself alone.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from .nodes import Const, Operand, Value


def operand_key(operand: Operand) -> Hashable:
    if type(operand) is Value:
        return operand
    if type(operand) is Const:
        return const_key(operand.value)
    keys = None if operand.keys is None else tuple(map(const_key, operand.keys))
    return (operand.kind, keys, tuple(map(operand_key, operand.items)))


def const_key(value: object) -> Hashable:
    kind = type(value)
    if kind is float:
        return (kind, value.hex())
    if kind in (int, bool, str, bytes, type(None)):
        return (kind, value)
    if kind is complex:
        return (kind, value.real.hex(), value.imag.hex())
    if kind is tuple:
        return (kind, tuple(map(const_key, value)))
    if isinstance(value, np.generic):
        return (kind, value.dtype.str, value.tobytes())
    if isinstance(value, (type, np.dtype)):
        return (kind, value)
    return (kind, id(value))
