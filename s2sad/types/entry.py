"""What generated code asks of its arguments on entry: that numbers and shapes are those that it was
made for, and that what is written is not shared. For what was looked at in containers see given.py.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Function, Value
from ..ir.types import BOOL, INT, ArrayType, Dim, OpaqueType
from .given import check_given, check_written


def check_assumptions(cx) -> None:
    """Generated code that is called with other numbers or shapes than it was made for says so."""
    check_values(cx)
    for value, equations in cx.alike.items():
        for axis, name, factor, less in equations:
            check_alike(cx, value, axis, name, factor, less)


def check_captured(cx) -> None:
    """On entry: of captured values, which come in when they are read, the same."""
    if cx.assumed:
        rest, cx.builder.ops = cx.builder.ops, []
        check_values(cx)
        cx.builder.ops += rest


def check_values(cx) -> None:
    assumed, cx.assumed = cx.assumed, {}
    for value, fact in assumed.items():
        if not isinstance(value.type, ArrayType):
            check_assumption(cx, value, value.name, fact)
            continue
        # read as attributes: clean-up knows shapes from types, and would drop the tests
        shape = cx.emit(prims.get_attribute, value, Const("shape"), type=OpaqueType("shape"))
        if all(isinstance(length, int) for length in fact):
            check_assumption(cx, shape, f"{value.name}.shape", fact)
            continue
        for axis, length in enumerate(fact):
            if isinstance(length, int):
                seen = cx.emit(operator.getitem, shape, Const(axis), type=INT)
                check_assumption(cx, seen, f"{value.name}.shape[{axis}]", length)


def check_alike(cx, value: Value, axis: int, name: str, factor: int, less: int) -> None:
    """An axis is so many times as long as the first one that has the name, less a number; where
    none has, the factor divides it."""
    places = (
        (other, k) for other in cx.origins.paths if isinstance(other.type, ArrayType)
        for k, length in enumerate(other.type.shape) if length == Dim(name, not_one=True)
    )  # fmt: skip
    found = next(places, None)
    length, text = length_of_axis(cx, value, axis)
    if found is None:
        rest = cx.emit(operator.mod, length, Const(factor), type=INT)
        differs = cx.emit(operator.ne, rest, Const(0), type=BOOL)
        said = f"{text} % {factor} == 0"
    else:
        other, place = length_of_axis(cx, *found)
        if factor != 1:
            other = cx.emit(operator.mul, Const(factor), other, type=INT)
            place = f"{factor} * {place}"
        if less:
            sign, by = ("-", less) if less > 0 else ("+", -less)
            combine = operator.sub if less > 0 else operator.add
            other = cx.emit(combine, other, Const(by), type=INT)
            place = f"{place} {sign} {by}"
        differs = cx.emit(operator.ne, length, other, type=BOOL)
        said = f"{text} == {place}"
    refuse_if(cx, differs, said)


def refuse_if(cx, differs: Value, said: str) -> None:
    """The generated code raises where that is so, since it was made for what is said."""
    error = ValueError(f"this derivative was generated for {said}")
    cx.either(differs, lambda: cx.raises(error), lambda: [], [], cx.span)


def length_of_axis(cx, array: Value, axis: int) -> tuple[Value, str]:
    """A length, read where clean-up cannot tell it from types, and how a person names it."""
    shape = cx.emit(prims.get_attribute, array, Const("shape"), type=OpaqueType("shape"))
    length = cx.emit(operator.getitem, shape, Const(axis), type=INT)
    return length, f"{array.name}.shape[{axis}]"


def check_assumption(cx, seen: Value, what: str, fact) -> None:
    if isinstance(fact, bool):
        differs = cx.emit(operator.not_, seen, type=BOOL) if fact else seen
    else:
        differs = cx.emit(operator.ne, seen, Const(fact), type=BOOL)
    refuse_if(cx, differs, f"{what} == {fact!r}")


def check_needed(cx) -> None:
    """On entry: the arguments are in C order, where that decides what shares memory, and positive,
    where as steps of loops they decide lengths."""
    rest, cx.builder.ops = cx.builder.ops, []
    for step in cx.windows.positive:
        cx.short[("low", (*cx.origins.paths[step], 1))] = None
        differs = cx.emit(operator.lt, step, Const(1), type=BOOL)
        error = ValueError(f"this derivative was generated for {step.name} >= 1")
        cx.either(differs, lambda error=error: cx.raises(error), lambda: [], [], cx.span)
    for value in cx.order.needed:
        flags = cx.emit(
            prims.get_attribute, value, Const("flags"), type=OpaqueType("flags")
        )
        found = cx.emit(prims.get_attribute, flags, Const("c_contiguous"), type=BOOL)
        error = ValueError(f"{value.name} must be in C order: its parts are written in place")
        cx.either(found, lambda: [], lambda error=error: cx.raises(error), [], cx.span)
    cx.builder.ops += rest


def check_apart(cx) -> None:
    """On entry: an array that the function writes into shares no memory with another one that it
    is given, which would change too."""
    rest, cx.builder.ops = cx.builder.ops, []
    heap, unknown = cx.state.heap, cx.state.unknown
    written = [v for storage, v in cx.entered if heap[storage] is not v or storage in unknown]
    for k, value in enumerate(written):
        others = [v for _, v in cx.entered if isinstance(v.type, ArrayType) and v not in written]
        for other in (*written[k + 1 :], *others):
            shared = cx.emit(np.shares_memory, value, other, type=BOOL)
            message = f"{value.name} is written, and shares memory with {other.name}: pass a copy"
            error = ValueError(message)
            cx.either(shared, lambda error=error: cx.raises(error), lambda: [], [], cx.span)
    cx.builder.ops += rest


def check_notes(cx, function: Function) -> None:
    """On entry: what the program has looked at in containers is what it was, and what it writes
    into is given once."""
    rest, cx.builder.ops = cx.builder.ops, []
    cx.at(function.span)
    for tree, note in cx.notes:
        check_given(cx, tree, note)
    check_written(cx)
    cx.builder.ops += rest
