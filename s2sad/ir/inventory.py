"""What kinds of operations a function consists of: found once, and kept with the function.

Most passes have nothing to do in most functions. They ask here first, and need not go through all
operations to find that out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .nodes import Call, For, Function, If, While
from .traverse import walk


@dataclass(frozen=True, slots=True)
class Inventory:
    """`callees` are all that calls in the function call; one that has no hash is left out.
    `controls` are its branches and loops, the outer ones first."""

    callees: frozenset[Callable | Function]
    controls: tuple[If | For | While, ...]

    def calls(self, callees: Iterable[Callable]) -> bool:
        """True where one of them is called anywhere."""
        return not self.callees.isdisjoint(callees)


def inventory(fn: Function) -> Inventory:
    found = fn.facts.get(Inventory)
    if found is None:
        found = fn.facts[Inventory] = _inventory(fn)
    return found


def _inventory(fn: Function) -> Inventory:
    callees, controls = set(), []
    for op in walk(fn.body):
        if type(op) is not Call:
            controls.append(op)
        elif type(op.callee).__hash__ is not None:
            callees.add(op.callee)
    return Inventory(frozenset(callees), tuple(controls))
