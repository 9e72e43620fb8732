"""What type strings say of arguments, and which of their lengths others decide.

    "f64[n,3]", "f64[n]"       the first axes are equally long
    "f64[n,4*h]", "f64[h]"     one is four times as long as the other
    "f64[n]", "f64[n-1]"       one has an entry less than the other
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from ..errors import Error
from ..ir.types import DTYPES, ScalarType
from ..structure import children
from .signature import ArraySpec, Spec, Struct, labels, part_of


#: a letter, or a number of times a letter, and a number more or less
_LENGTH = re.compile(r"(?:([1-9]\d*)\s*\*\s*)?([^\W\d]\w*)(?:\s*([+-])\s*([1-9]\d*))?")

#: how one may think that the type of a container is written
_CONTAINER = re.compile(r"\s*(?:[\[({]|(?:list|tuple|dict|sequence|namedtuple)\b)", re.IGNORECASE)


def parse_spec(text: str) -> Spec:
    """A type string: "f64", "float", "f64[n,3]", "i64[n]", "f64[4*n]"; an axis written 1 has that
    length."""
    name, bracket, rest = text.strip().partition("[")
    python = {"float": "f64", "int": "i64", "complex": "c128", "bool": "bool"}
    if not bracket:
        if name in python:
            return ScalarType(python[name], python=True)
        if name in DTYPES:
            return ScalarType(name)
    elif name in DTYPES and rest.endswith("]"):
        axes = _axes(text)
        if all(a.isdigit() or _LENGTH.fullmatch(a) for a in axes):
            return ArraySpec(name, tuple(a == "1" for a in axes))
    advice = "write a dtype (f64, f32, i64, c128, bool, float, int) and axes, as in f64[n,3]"
    if _CONTAINER.match(text):
        advice = 'give a container of the types of its items, as in ["f64", "f64[n]"], {"a": "f64"}'
    raise Error(f"'{text}' is no type", advice=advice)


def is_type(text: str) -> bool:
    try:
        parse_spec(text)
    except Error:
        return False
    return True


def _axes(text: str) -> list[str]:
    inside = text.partition("[")[2].strip().rstrip("]")
    return [axis.strip() for axis in inside.split(",")] if inside.strip() else []


def with_letters(specs: Sequence[Spec], names: Sequence[str], texts: Sequence) -> tuple[Spec, ...]:
    """The specs of arguments of these names, with what the texts that they were read from state:
    axes of one letter are equally long."""
    given = [*zip(specs, names, texts)]
    first: dict[str, str] = {}
    for plain in (True, False):
        for each in given:
            _with_letters(*each, first, plain)
    return tuple(_with_letters(*each, first) for each in given)


def _with_letters(
    spec: Spec, name: str, text, first: dict[str, str], plain: bool | None = None
) -> Spec:
    """The spec with its letters. `first` is where each letter is the length itself, and is noted
    where `plain` says so; if none is, that of which the factor takes a part has the letter."""
    if isinstance(spec, ArraySpec) and isinstance(text, str):
        stated = []
        for k, axis in enumerate(_axes(text)):
            if found := _LENGTH.fullmatch(axis):
                factor, letter = int(found[1] or 1), found[2]
                less = int(found[4] or 0) * (-1 if found[3] == "+" else 1)
                if plain is not None and plain == (factor == 1) and not less:
                    own = f"{name}.{k}" if plain else f"{name}.{k}/{factor}"
                    first.setdefault(letter, own)
                if letter in first or not less:
                    stated.append((k, letter, first.get(letter, ""), factor, less))
        return dataclasses.replace(spec, stated=tuple(stated))
    if not isinstance(spec, Struct) or isinstance(text, str):
        return spec
    parts = tuple(
        _with_letters(item, part_of(name, label, k), part, first, plain)
        for k, (item, label, (_, part)) in enumerate(zip(spec.items, labels(spec), children(text)))
    )
    return dataclasses.replace(spec, items=parts)


def with_stated(spec: Spec, name: str) -> Spec:
    """The spec of an argument of the name, made for arrays of which is so what is stated."""
    return _mapped(spec, name, _with_own_stated)


def _with_own_stated(spec: ArraySpec, name: str) -> ArraySpec:
    more = [(k, *said) for k, _, *said in spec.stated if said[0] != f"{name}.{k}"]
    return dataclasses.replace(spec, same=(*more, *spec.same))


def resolved(specs: Sequence[Spec], names: Sequence[str]) -> tuple[Spec, ...]:
    """The specs, in which no length is said to be as long as one that a third one decides, but
    what that one makes of it; what is said last of an axis counts, and a length of an argument
    more than what only divides one."""
    known: dict[str, tuple[str, int, int]] = {}

    def note(spec: ArraySpec, name: str) -> ArraySpec:
        for axis, *said in sorted(spec.same, key=lambda said: "/" not in said[1]):
            known[f"{name}.{axis}"] = tuple(said)
        return spec

    def in_units(spec: ArraySpec, name: str) -> ArraySpec:
        same = []
        for axis in sorted({axis for axis, *_ in spec.same}):
            other, factor, less = known[f"{name}.{axis}"]
            passed = {f"{name}.{axis}"}
            while other in known and other not in passed:  # of no entries all may be true at once
                passed.add(other)
                other, more, fewer = known[other]
                factor, less = factor * more, factor * fewer + less
            same.append((axis, other, factor, less))
        return dataclasses.replace(spec, same=tuple(same)) if same else spec

    for spec, name in zip(specs, names):
        _mapped(spec, name, note)
    return tuple(_mapped(spec, name, in_units) for spec, name in zip(specs, names))


def _mapped(spec: Spec, name: str, f: Callable[[ArraySpec, str], ArraySpec]) -> Spec:
    """The spec with `f` of the arrays in it, each with the place by which its lengths are named."""
    match spec:
        case ArraySpec():
            return f(spec, name)
        case Struct(items=items):
            labelled = enumerate(zip(labels(spec), items))
            parts = (_mapped(item, part_of(name, label, k), f) for k, (label, item) in labelled)
            return dataclasses.replace(spec, items=tuple(parts))
    return spec
