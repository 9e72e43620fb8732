"""Orders a Function into the statements that will be printed: IR in, a list of nodes out.

Nodes are what naming and printing share: `Do` a call, `Copy` values into variables, `Branch`,
`Loop`, `Exit` (break), `Leave` (return). Decided here: a `break` or `return` that a last `if`
decides goes into its branches; `x = l[-1]` before `l` drops its last item is one `l.pop()`; an
`if` of small pure expressions is one expression (`choices`).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Union

from ..ir import prims
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Op, Operand, Return, Terminator,
    Value, While, Yield, leaves,
)  # fmt: skip
from ..ir.traverse import always_raises, map_operand, map_operands
from .choices import small_choices
from .storage import written_operand


@dataclass(eq=False, slots=True)
class Do:
    """One call, or one `if` that is an expression. `pop`: the drop that the same `pop()` does.
    `written`: the operand that the call writes into."""

    op: Call | If
    pop: Call | None = None
    written: Operand | None = None
    at: int = 0
    reads: Sequence[Value] = ()


@dataclass(eq=False, slots=True)
class Copy:
    """Values into variables, all at once. An UNDEFINED source leaves its variable as it is."""

    pairs: list[tuple[Value, Operand]]
    at: int = 0
    reads: Sequence[Value] = ()


@dataclass(eq=False, slots=True)
class Branch:
    op: If
    then: list[Node]
    orelse: list[Node]
    at: int = 0
    reads: Sequence[Value] = ()
    #: the first position in the else branch, and the one after both
    middle: int = 0
    end: int = 0


@dataclass(eq=False, slots=True)
class Loop:
    """`test` is a While's condition: nodes, then `Exit` where it does not hold."""

    op: For | While
    test: list[Node]
    body: list[Node]
    at: int = 0
    reads: Sequence[Value] = ()
    end: int = 0

    @property
    def args(self) -> tuple[Value, ...]:
        """The carried variables."""
        return self.op.body.args[len(self.op.body.args) - len(self.op.inits) :]

    @property
    def targets(self) -> tuple[Value, ...]:
        """The loop variables of a For."""
        return self.op.body.args[: len(self.op.body.args) - len(self.op.inits)]


@dataclass(eq=False, slots=True)
class Exit:
    """`break`; `when`: only where the operand is `expected`.

    `same`: values that the copies just before have put into a variable, which is read instead.
    """

    when: Operand | None = None
    expected: bool = True
    same: dict[Value, Value] = field(default_factory=dict)
    at: int = 0
    reads: Sequence[Value] = ()


@dataclass(eq=False, slots=True)
class Leave:
    value: Operand
    at: int = 0
    reads: Sequence[Value] = ()


Node = Union[Do, Copy, Branch, Loop, Exit, Leave]


@dataclass(frozen=True, slots=True)
class Plan:
    """`inline`: the values of ops inside expression-like ifs; nesting adds to it."""

    nodes: list[Node]
    choices: frozenset[If]
    inline: dict[Value, Op] = field(default_factory=dict)


def plan(fn: Function) -> Plan:
    choices, inline = small_choices(fn)
    planner = _Planner(choices)
    return Plan(planner.block(fn.body, fn.body.terminator, ()), choices, inline)


class _Planner:
    def __init__(self, choices: frozenset[If]):
        self.choices = choices

    def block(self, block: Block, end: Terminator, targets: tuple[Value, ...]) -> list[Node]:
        """The nodes of a block that ends in `end`; `targets` are the variables it hands to."""
        ops = list(block.ops)
        last = ops[-1] if ops else None
        if isinstance(last, If) and last not in self.choices and _sinks(last, end):
            nodes = self.ops(ops[:-1])
            then, orelse = (
                self.block(inner, _sunk(end, last, inner), targets)
                for inner in (last.then, last.orelse)
            )
            return [*nodes, Branch(last, then, orelse)]
        return self.ops(ops) + ([] if always_raises(block) else _ending(end, targets))

    def ops(self, ops: list[Op]) -> list[Node]:
        pops = _pops(ops)
        gone = set(pops.values())
        nodes: list[Node] = []
        for op in ops:
            if type(op) is Call:
                if op not in gone:
                    nodes.append(Do(op, pops.get(op), written_operand(op)))
            elif type(op) is not If:
                nodes += self.loop(op)
            elif op in self.choices:
                nodes.append(Do(op))
            else:
                then = self.block(op.then, op.then.terminator, op.results)
                orelse = self.block(op.orelse, op.orelse.terminator, op.results)
                nodes.append(Branch(op, then, orelse))
        return nodes

    def loop(self, op: For | While) -> list[Node]:
        args = op.body.args[len(op.body.args) - len(op.inits) :]
        test: list[Node] = []
        if isinstance(op, While):
            test = self.ops(list(op.condition.ops))
            test.append(Exit(op.condition.terminator.operands[0], False))
        loop = Loop(op, test, self.block(op.body, op.body.terminator, args))
        before = [Copy(list(zip(args, op.inits)))] if args else []
        after = [Copy(list(zip(op.results, args)))] if args else []
        return [*before, loop, *after]


def _ending(end: Terminator, targets: tuple[Value, ...]) -> list[Node]:
    match end:
        case Return():
            return [Leave(end.value)]
        case Yield():
            return _copies(targets, end.operands)
        case Next(operands=operands, stop=None):
            return _copies(targets, operands)
        case Next(operands=operands, stop=Const(value=stop)):
            return _copies(targets, operands) + ([Exit()] if stop else [])
        case Next(operands=operands, stop=stop):
            before: list[Node] = []
            if stop in targets:  # the copies would overwrite it
                stop = Value(stop.name, stop.type, stop.span)
                before.append(Copy([(stop, end.stop)]))
            same = {o: t for t, o in zip(targets, operands) if isinstance(o, Value)}
            return [*before, *_copies(targets, operands), Exit(stop, same=same)]


def _copies(targets, operands) -> list[Node]:
    return [Copy(list(zip(targets, operands)))] if targets else []


def _sinks(op: If, end: Terminator) -> bool:
    """Whether the way out of the block goes into the branches of its last op."""
    match end:
        case Next(stop=Value() as stop):
            return _decides(op, stop)
        case Return():
            found = list(leaves(end.value))
            defined = not any(map(_is_unassigned, (op.then, op.orelse)))
            return defined and bool(found) and all(value in op.results for value in found)
    return False


def _decides(op: If, value: Value) -> bool:
    """True where some branch of the if knows the value, which is its condition or a result."""
    if value not in op.results:
        return value is op.condition
    k = op.results.index(value)
    for branch in (op.then, op.orelse):
        operand = branch.terminator.operands[k]
        last = branch.ops[-1] if branch.ops else None
        known = isinstance(operand, Value) and isinstance(last, If) and _decides(last, operand)
        if known or isinstance(operand, Const):
            return True
    return False


def _is_unassigned(branch: Block) -> bool:
    """True where the branch goes on without a value for some result."""
    operands = branch.terminator.operands
    unassigned = any(isinstance(o, Const) and o.value is UNDEFINED for o in operands)
    return unassigned and not always_raises(branch)


def _sunk(end: Terminator, op: If, branch: Block) -> Terminator:
    """The terminator with the results of the op replaced by what the branch yields."""
    table = dict(zip(op.results, branch.terminator.operands))

    def f(value: Value) -> Operand:
        return table.get(value, value)

    if isinstance(end, Return):
        return Return(map_operand(end.value, f))
    stop = Const(branch is op.then) if end.stop is op.condition else map_operand(end.stop, f)
    return Next(map_operands(end.operands, f), stop)


def _pops(ops: list[Op]) -> dict[Op, Op]:
    """`x = l[-1]` -> the `list_drop_last` of the same list, with no other reader in between."""
    tops: dict[Value, Call] = {}
    found: dict[Op, Op] = {}
    for op in ops:
        if type(op) is not Call:
            tops.clear()
            continue
        if op.callee is operator.getitem:
            match op.args:
                case (Value() as items, Const(value=-1)):
                    if items in tops:
                        del tops[items]
                    else:
                        tops[items] = op
                    continue
        elif op.callee is prims.list_drop_last and op.args[0] in tops:
            found[tops.pop(op.args[0])] = op
            continue
        if tops:
            for value in op.uses:
                tops.pop(value, None)
    return found
