"""What kinds of operations a function consists of: found once, and kept with the function.

Most passes have nothing to do in most functions. They ask here first, and need not go through all
operations to find that out.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from .nodes import Call, For, Function, If, Op, Value, While
from .traverse import count_uses, walk


Found = TypeVar("Found")
_callee = attrgetter("callee")


def found_once(analysis: Callable[[Function], Found]) -> Callable[[Function], Found]:
    """The analysis, whose result is kept with the function: nobody may change it."""

    @functools.wraps(analysis)
    def once(fn: Function) -> Found:
        if analysis not in fn.facts:
            fn.facts[analysis] = analysis(fn)
        return fn.facts[analysis]

    return once


@dataclass(frozen=True, slots=True)
class Inventory:
    """`ops` are all operations, nested ones after the op that holds them; `callees` all that is
    called, but for what has no hash; `controls` the branches and loops, the outer ones first."""

    ops: tuple[Op, ...]
    callees: frozenset[Callable | Function]
    controls: tuple[If | For | While, ...]

    def calls(self, callees: Iterable[Callable]) -> bool:
        """True where one of them is called anywhere."""
        return not self.callees.isdisjoint(callees)


@found_once
def inventory(fn: Function) -> Inventory:
    ops = tuple(walk(fn.body))
    controls = tuple([op for op in ops if type(op) is not Call]) if fn.body.controls else ()
    calls = [op for op in ops if type(op) is Call] if controls else ops
    callees = list(map(_callee, calls))
    each = dict(zip(map(id, callees), callees)).values()
    hashed = frozenset([callee for callee in each if type(callee).__hash__ is not None])
    return Inventory(ops, hashed, controls)


@found_once
def use_counts(fn: Function) -> Counter[Value]:
    """How often the text of the function reads each value. Nobody may change it."""
    return count_uses(fn)


@found_once
def with_constants(fn: Function) -> list[Op]:
    """The operations but for the calls that read values alone."""
    ops = inventory(fn).ops
    return [op for op in ops if type(op) is not Call or op.kwargs or op.uses is not op.args]


def near_functions(fn: Function) -> Sequence[Op]:
    """Operations among which are all that call another function or hand one on."""
    found = inventory(fn)
    return found.ops if Function in map(type, found.callees) else with_constants(fn)
