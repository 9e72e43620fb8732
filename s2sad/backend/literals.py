"""Constants of the IR as expressions: `1.5`, `-0.0`, `np.inf`, `np.float32(1.5)`, `np.array(…)`."""

from __future__ import annotations

import ast
import enum
import math
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from . import syntax
from .references import References

#: longer arrays are refused: they are data, not code
_LONGEST = 1000


def literal(value: Any, references: References):
    """The expression for a constant."""
    match value:
        case None | bool():
            return syntax.constant(value)
        case enum.Enum():
            return syntax.attribute(references.expression(type(value)), value.name)
        case str():  # also NumPy's own
            return syntax.constant(str.__str__(value))
        case bytes():
            return syntax.constant(b"".join([value]))
        case np.generic():
            return _numpy_scalar(value, references)
        case int() | float() | complex():
            return _number(value, references)
        case tuple() | list() | dict() | set() | frozenset() | slice():
            return _container(value, references)
        case range():
            bounds = (value.start, value.stop, value.step)
            if value.step == 1:
                bounds = bounds[:2] if value.start else bounds[1:2]
            numbers = [_number(bound, references) for bound in bounds]
            return syntax.call(references.expression(range), *numbers)
        case np.ndarray():
            return _array(value, references)
        case np.dtype():
            return _dtype(value, references)
    if value is Ellipsis:
        return syntax.constant(value)
    return references.expression(value)


def _number(value, references: References):
    if isinstance(value, complex):
        return _complex(value, references)
    if isinstance(value, float) and not math.isfinite(value):
        text = "nan" if math.isnan(value) else "inf"
        number = syntax.attribute(references.module("numpy"), text)
        return syntax.unary(ast.USub, number) if value == -math.inf else number
    if value < 0 or (value == 0 and math.copysign(1.0, value) < 0):
        return syntax.unary(ast.USub, syntax.constant(-value))
    return syntax.constant(value)


def _complex(value: complex, references: References):
    """`2j`, `-2j`, or `complex(re, im)`: a sum of the parts would lose signs of zero."""
    is_plain = value.real == 0 and math.copysign(1.0, value.real) > 0
    if is_plain and math.isfinite(value.imag) and math.copysign(1.0, value.imag) > 0:
        return syntax.constant(value)
    signs = math.copysign(1.0, value.real), math.copysign(1.0, value.imag)
    if value.real == 0 and signs == (-1.0, -1.0) and math.isfinite(value.imag):
        return syntax.unary(ast.USub, syntax.constant(-value))
    parts = [_number(value.real, references), _number(value.imag, references)]
    return syntax.call(references.expression(complex), *parts)


def _numpy_scalar(value: np.generic, references: References):
    kind = references.expression(type(value))
    if value.dtype.char in "gG":
        return syntax.call(kind, syntax.constant(str(value)))
    item = value.item()
    if isinstance(item, float) and math.isfinite(item):
        shortest = float(str(value))
        item = shortest if type(value)(shortest) == value else item
    return syntax.call(kind, literal(item, references))


def _dtype(value: np.dtype, references: References):
    name = syntax.constant(value.str) if value.isbuiltin != 1 else type_given(value, references)
    return syntax.call(references.expression(np.dtype), name)


def type_given(value: np.dtype, references: References):
    """The dtype where NumPy is told one: there the class of its numbers will do."""
    if value.isbuiltin == 1:
        return references.expression(value.type)
    return _dtype(value, references)


def _container(value, references: References):
    match value:
        case slice():
            parts = [literal(p, references) for p in (value.start, value.stop, value.step)]
            return syntax.call(references.expression(slice), *parts)
        case dict():
            keys = [literal(key, references) for key in value]
            return ast.Dict(keys, [literal(item, references) for item in value.values()])
        case set() | frozenset():
            items = [literal(item, references) for item in sorted(value, key=repr)]
            if type(value) is set and items:
                return ast.Set(items)
            return syntax.call(references.expression(type(value)), *[ast.Set(items)] * bool(items))
    items = [literal(item, references) for item in value]
    if type(value) is list:
        return syntax.display(items)
    if type(value) is tuple:
        return syntax.sequence(items)
    return syntax.call(references.expression(type(value)), *items)


def _array(value: np.ndarray, references: References):
    if value.size > _LONGEST or value.dtype.hasobject:
        raise UnsupportedError(
            f"an array constant of {value.size} entries cannot be part of generated code",
            advice="pass it as an argument",
        )
    make = syntax.attribute(references.module("numpy"), "array")
    same = np.array(value.tolist()).dtype == value.dtype and value.size
    dtype = {} if same else {"dtype": type_given(value.dtype, references)}
    if value.size == 0:
        zeros = syntax.attribute(references.module("numpy"), "zeros")
        return syntax.call(zeros, literal(value.shape, references), **dtype)
    return syntax.call(make, literal(value.tolist(), references), **dtype)
