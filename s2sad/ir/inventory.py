"""What kinds of operations a function consists of: found once, and kept with the function.

Most passes have nothing to do in most functions. They ask here first, and need not go through all
operations to find that out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from .nodes import Call, For, Function, If, While
from .traverse import walk


Found = TypeVar("Found")


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
    """`callees` are all that calls in the function call; one that has no hash is left out.
    `controls` are its branches and loops, the outer ones first."""

    callees: frozenset[Callable | Function]
    controls: tuple[If | For | While, ...]

    def calls(self, callees: Iterable[Callable]) -> bool:
        """True where one of them is called anywhere."""
        return not self.callees.isdisjoint(callees)


@found_once
def inventory(fn: Function) -> Inventory:
    callees, controls = set(), []
    for op in walk(fn.body):
        if type(op) is not Call:
            controls.append(op)
        elif type(op.callee).__hash__ is not None:
            callees.add(op.callee)
    return Inventory(frozenset(callees), tuple(controls))
