"""What a rewriting walk has settled, for the next one over what other passes have made of it.

A rule that has looked at nothing but the definitions of what a call reads finds the same there
again, as long as these are the same operations. So a walk asks the rules only at calls that are
new, that are made of what is new, or where a rule has asked who else reads a value, or for more.
"""

from __future__ import annotations

from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Op


class Settled:
    """`ops`: those of the function that the last walk has left; `calls`: those of them to which no
    rule applies."""

    def __init__(self):
        self.ops: frozenset[Op] = frozenset()
        self.calls: set[Call] = set()

    def note(self, fn: Function, calls: set[Call]) -> None:
        self.ops, self.calls = frozenset(inventory(fn).ops), calls
