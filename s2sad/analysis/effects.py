"""Which ops have an effect: a Function in, the frozen set of its effectful ops out.

A call has one where it says so (`Call.effect`) or where the function that it calls holds one; an
`if` or a loop has one where an op in it has. What surprises: raising is no effect (a call that
may raise can be dropped with its result), only the statement `raise` is, and in the function
itself, but not in those that it calls, the read of a variable that may be unbound.
"""

from __future__ import annotations

from ..ir import prims
from ..ir.nodes import Block, Call, Function, Op
from ..ir.traverse import blocks_of


def run(fn: Function) -> frozenset[Op]:
    found: set[Op] = set()
    _Search(found).block(fn.body)
    return frozenset(found)


#: what may be done twice: it raises, or does nothing
REPEATABLE = frozenset({prims.raise_, prims.assert_, prims.bound, *prims.EXPECTATIONS})


def lasting(fn: Function) -> tuple[Op, ...]:
    """The ops of the body that print, draw a random number or the like, or hold an op that does:
    to run them twice is not the same as to run them once."""
    return tuple(op for op in fn.body.ops if lasts(op, {fn}))


def lasts(op: Op, seen: set[Function], but: frozenset = REPEATABLE) -> bool:
    """True for such an op, `but` for what may be done twice; the functions that were seen already
    do nothing that lasts."""
    if type(op) is not Call:
        return any(lasts(inner, seen, but) for block in blocks_of(op) for inner in block.ops)
    if type(op.callee) is not Function:
        return op.effect and op.callee not in but
    if op.callee in seen:  # recursive, or known to do nothing that lasts
        return False
    seen.add(op.callee)
    return any(lasts(inner, seen, but) for inner in op.callee.body.ops)


class _Search:
    def __init__(self, found: set[Op]):
        self.found = found
        self.functions: dict[Function, bool] = {}
        self.inside = 0  # how many calls of functions are open

    def block(self, block: Block) -> bool:
        found = False
        for op in block.ops:
            if type(op) is not Call or op.effect or type(op.callee) is Function:
                found = self.op(op) or found
        return found

    def op(self, op: Op) -> bool:
        if type(op) is Call:
            effect = op.effect and not (self.inside and op.callee is prims.bound)
            effect = effect or (type(op.callee) is Function and self.function(op.callee))
        else:
            effects = [self.block(block) for block in blocks_of(op)]
            effect = any(effects)
        if effect:
            self.found.add(op)
        return effect

    def function(self, fn: Function) -> bool:
        if fn not in self.functions:
            # a recursive call has the effects of the other ops of its function
            self.functions[fn] = False
            # the facts are about one function's ops, not about those that it calls
            found, self.found = self.found, set()
            self.inside += 1
            self.functions[fn] = self.block(fn.body)
            self.inside -= 1
            self.found = found
        return self.functions[fn]
