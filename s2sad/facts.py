"""Facts of the arguments that decide the code beyond their types, found while it is made.

The compiler asks for them by FactsNeeded: the value of an integer that selects among items of
different types, the shape of an array that is taken apart. They become part of the signature. And
where the code does not know whether a length is 1 or that of another array, it is asked whether the
arguments are equally long, and where loops must run, whether they are long enough (`doubts`). What
type strings state of lengths is held against the arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import TypeVar

from .doubts import doubts, needs_lengths
from .errors import UnsupportedError
from .signatures import Facts
from .types.failure import FactsNeeded
from .types.signature import Spec, with_fact
from .types.stated import is_type, with_stated

T = TypeVar("T")


def with_facts(
    make: Callable[[tuple[Spec, ...]], T], specs: tuple[Spec, ...], values: tuple,
    names: Sequence[str] = (),
) -> tuple[T, Facts]:
    """What `make` makes of the specs, and the facts of the arguments that it turned out to need.
    `names`: of the arguments, where type strings may state that lengths are equal."""
    facts: set[tuple] = set()
    while True:
        try:
            made = make(specs)
            asked = specs
            while asked == specs and (new := doubts(made, facts)):
                facts |= new
                for fact in sorted(new, key=repr):
                    asked = _if_so(asked, values, fact)
            if asked == specs:
                if names and needs_lengths(made):
                    stated = tuple(map(with_stated, specs, names))
                    made = made if stated == specs else make(stated)
                return made, Facts(sorted(facts, key=repr))
            specs = asked
        except FactsNeeded as needed:
            new = needed.facts - facts
            if not new:
                raise needed.error from None
            facts |= new
            for fact in new:
                specs = _with_one(specs, values, fact, needed.error)


def _if_so(specs: tuple[Spec, ...], values: tuple, fact: tuple) -> tuple[Spec, ...]:
    """The specs, with what the fact says if two lengths are equal, or one is short."""
    kind, (position, *path) = fact
    try:
        found = Facts([fact]).of(tuple(map(_with_shape, values)))[0]
    except (AttributeError, TypeError):  # a type string
        return specs
    if found is False or kind in ("short", "low") and found == path.pop():
        return specs
    known = path.pop() if kind in ("is", "equals") else kind if kind == "less" else found
    changed = with_fact(specs[position], tuple(path), known)
    return (*specs[:position], changed, *specs[position + 1 :])


def _with_shape(value):
    """A value, or what stands for an array of the type that a type string names: an object whose
    shape are the names of its lengths."""
    if not isinstance(value, str):
        return value
    names = value.partition("[")[2].rstrip("] ").split(",")
    return SimpleNamespace(shape=tuple("".join(name.split()) for name in names))


def _with_one(
    specs: tuple[Spec, ...], values: tuple, fact: tuple, error: UnsupportedError
) -> tuple[Spec, ...]:
    kind, (position, *path) = fact
    try:
        if kind == "length" and isinstance(values[position], str):
            known = written_length(values[position], path[-1])
        else:
            known = Facts([fact]).of(values)[0]
            if isinstance(known, str) and is_type(known):
                raise error
        changed = with_fact(specs[position], tuple(path), known)
    except (AttributeError, TypeError):  # a type string stands in the place of the value
        raise error from None
    return (*specs[:position], changed, *specs[position + 1 :])


def written_length(text: str, axis: int) -> int:
    """The length of an axis in a type string, as 3 in "f64[n,3]"; TypeError where it has none."""
    length = text.partition("[")[2].rstrip("] ").split(",")[axis].strip()
    if not length.isdigit():
        raise TypeError(f"{text} does not say how long axis {axis} is")
    return int(length)
