"""Lengths of arguments that others decide: `data` has as many entries as the argument `n` says, and
`np.zeros(n)` as many as `data`.

`sizes_of` and `of_lengths` say what the lengths of arrays that the function makes are in terms of
the arguments, so that it can be asked whether an argument is as long (the fact "equals", see
`signatures.Facts`). `assume` makes that known before the function is run, and has the generated
code check it.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping

from ..ir.linear import Form, symbol_form
from ..ir.nodes import Const, Value
from ..ir.types import BOOL, INT, Axis
from ..signatures import Size
from .demands import is_captured
from .dims import floor_of, part_of, summands
from .entry import length_of_axis, refuse_if


def sizes_of(cx) -> dict[str, Size]:
    """The lengths that integers decide which are made of arguments alone, by their names."""
    found = ((name, _size(cx, value)) for name, value in cx.fresh.values.items())
    return {name: size for name, size in found if size is not None}


def _size(cx, value: Value) -> Size | None:
    if getattr(value, "type", None) != INT:
        return None
    form, divisor = cx.windows.form(value), 1
    if form == symbol_form(value) and value in cx.windows.quotients:
        form, divisor = cx.windows.quotients[value]
    lengths, terms = cx.origins.named_lengths(), []
    for symbol, coefficient in form.terms:
        kind = "value" if isinstance(symbol, Value) else "length"
        path = cx.origins.paths.get(symbol) if kind == "value" else lengths.get(symbol)
        if path is None or is_captured(path):
            return None
        terms.append((coefficient, kind, path))
    return Size(form.constant, tuple(sorted(terms, key=repr)), divisor) if terms else None


def of_lengths(axis: Axis, lengths: Mapping[str, tuple]) -> Size | None:
    """A sum or quotient of lengths of arguments, whose paths are given by their names."""
    whole, divisor = floor_of(axis) or part_of(axis) or (axis, 1)
    number, dims = summands(whole)
    if not dims or (divisor == 1 == len(dims)) or any(dim.name not in lengths for dim in dims):
        return None
    terms = sorted([(1, "length", lengths[dim.name]) for dim in dims], key=repr)
    constant = number - sum(dim.offset for dim in dims)
    return Size(constant, tuple(terms), divisor, str(axis))


def assume(cx) -> None:
    """Take the lengths for what they are said to be equal to."""
    places = {path: value for value, path in cx.origins.paths.items()}
    for array, equations in cx.sized.items():
        for axis, size in equations:
            _assume(cx, array, axis, size, places)


def _assume(cx, array: Value, axis: int, size: Size, places: Mapping[tuple, Value]) -> None:
    """`places`: the arguments by their paths."""
    form = _form(cx, size, places)
    if form is not None:
        cx.windows.know(form, size.divisor, array.type.shape[axis])
        for value in places.values():
            if size.divisor == 1 and form == symbol_form(value):
                cx.lengths[value] = array.type.shape[axis]
    total, text = _of_arguments(cx, size, places)
    length, place = length_of_axis(cx, array, axis)
    if size.divisor != 1:
        total = cx.emit(operator.floordiv, total, Const(size.divisor), type=INT)
        text = f"({text}) // {size.divisor}" if " " in text else f"{text} // {size.divisor}"
    refuse_if(cx, cx.emit(operator.ne, length, total, type=BOOL), f"{place} == {text}")


def _form(cx, size: Size, places: Mapping[tuple, Value]) -> Form | None:
    """The size as a form, not yet divided; None where a length in it is cut off at 0."""
    form = Form(constant=size.constant)
    for coefficient, kind, path in size.terms:
        if kind == "value":
            own = symbol_form(places[path])
        else:
            own = cx.windows.length_form(places[path[:-1]].type.shape[path[-1]])
        if own is None:
            return None
        form = form.plus(own, coefficient)
    return form


def _of_arguments(cx, size: Size, places: Mapping[tuple, Value]) -> tuple[Value, str]:
    """The size as a number of the run, and as text; not yet divided."""
    total, text = None, ""
    for coefficient, kind, path in sorted(size.terms, key=lambda term: -term[0]):
        if kind == "value":
            number = places[path]
            said = number.name
        else:
            number, said = length_of_axis(cx, places[path[:-1]], path[-1])
        times = abs(coefficient)
        if times != 1:
            number = cx.emit(operator.mul, Const(times), number, type=INT)
            said = f"{times} * {said}"
        if total is None:
            total, text = number, said
            if coefficient < 0:
                total, text = cx.emit(operator.neg, number, type=INT), f"-{said}"
            continue
        combine, sign = (operator.add, "+") if coefficient > 0 else (operator.sub, "-")
        total, text = cx.emit(combine, total, number, type=INT), f"{text} {sign} {said}"
    if size.constant:
        by = abs(size.constant)
        combine, sign = (operator.add, "+") if size.constant > 0 else (operator.sub, "-")
        total, text = cx.emit(combine, total, Const(by), type=INT), f"{text} {sign} {by}"
    return total, text
