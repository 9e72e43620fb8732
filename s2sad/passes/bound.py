"""Truth values that say whether a variable is bound.

Before:
    func @f(%c: bool, %x: float) {
      %y: float = if %c {
        yield %x
      } else {
        yield undefined
      }
      %0: bool = is_bound %y
      return %0
    }
After:
    func @f(%c: bool, %x: float) {
      %y: float, %y_is_bound: bool = if %c {
        yield %x, True
      } else {
        yield undefined, False
      }
      return %y_is_bound
    }

A handler asks so. A variable that is not bound raises by itself where it is read; one that holds a
placeholder on the path does not, so what the program reads of those (`prims.bound`) becomes a check
of such a truth value (`checked`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Value, While, Yield,
    is_undefined, leaves,
)  # fmt: skip
from ..ir.traverse import substituted, walk
from ..ir.types import BOOL, OpaqueType

Sources = dict[Value, tuple[Operand, ...]]


def checked(block: Block, filled: set[Value]) -> Block:
    """The block in which each read of what may hold a placeholder is a check. `filled`: the values
    that are to get placeholders."""
    flagged = _flagged(block, filled)
    return _Checker(flagged).block(block, None) if flagged else block


def are_read(block: Block, filled: set[Value]) -> bool:
    """True where the program reads what one of them, or what it is handed, may leave UNDEFINED."""
    return bool(_flagged(block, filled))


def run(fn: Function) -> Function:
    """The function with truth values in the place of `is_bound`, which a handler asks."""
    if not inventory(fn).calls((prims.is_bound,)):
        return fn
    asked = {op.args[0] for op in inventory(fn).ops if _calls(op, prims.is_bound)}
    sources = sources_in(fn.body)
    flagged = behind(asked, sources) & _ahead(is_undefined, sources)
    checker = _Checker(flagged, checks=False)
    body = checker.block(fn.body, None)
    return replace(fn, body=substituted(body, checker.answers))


def sources_in(block: Block) -> Sources:
    """What the results of branches and loops, and the carries, are handed."""
    return {target: operands for op in walk(block) for target, operands in _handed(op)}


def _handed(op: Op) -> Iterator[tuple[Value, tuple[Operand, ...]]]:
    match op:
        case If():
            then, orelse = op.then.terminator.operands, op.orelse.terminator.operands
            yield from zip(op.results, zip(then, orelse))
        case For() | While():
            nexts = op.body.terminator.operands
            args = op.body.args[len(op.body.args) - len(op.inits) :]
            yield from zip(args, zip(op.inits, nexts))
            if isinstance(op, While):
                yield from zip(op.condition.args, zip(args))
            yield from zip(op.results, zip(args))


def _flagged(block: Block, filled: set[Value]) -> set[Value]:
    """What is read where it may hold a placeholder, and what that comes from."""
    reads = [op.args[0] for op in walk(block) if _calls(op, prims.bound)]
    read = {value for value in reads if isinstance(value, Value)}
    if not read:
        return set()
    sources = sources_in(block)
    filled = {v for v in behind(filled, sources) if any(map(is_undefined, sources.get(v, ())))}
    read &= filled | _ahead(lambda o: not filled.isdisjoint(leaves(o)), sources)
    return behind(read, sources) & _ahead(is_undefined, sources)


def _ahead(starts: Callable[[Operand], bool], sources: Sources) -> set[Value]:
    """The values that are handed what `starts` says, and those that are handed these."""
    found: set[Value] = set()
    size = -1
    while size != len(found):
        size = len(found)
        for value, operands in sources.items():
            if value not in found and any(
                starts(o) or not found.isdisjoint(leaves(o)) for o in operands
            ):
                found.add(value)
    return found


def behind(values: Iterable[Value], sources: Sources) -> set[Value]:
    """The values, and those that they are handed."""
    todo, found = [*values], set()
    while todo:
        value = todo.pop()
        if value not in found:
            found.add(value)
            todo.extend(v for operand in sources.get(value, ()) for v in leaves(operand))
    return found


def _calls(op: Op, callee) -> bool:
    return isinstance(op, Call) and op.callee is callee


class _Checker:
    """`flagged`: the values that get a truth value."""

    def __init__(self, flagged: set[Value], checks: bool = True):
        self.flagged, self.checks = flagged, checks
        self.flags: dict[Value, Value] = {}
        self.answers: dict[Value, Operand] = {}

    def flag(self, operand: Operand) -> Operand:
        """Whether the operand is bound, as far as that is asked."""
        for value in leaves(operand) if isinstance(operand, Value | Pack) else ():
            if value in self.flags:
                return self.flags[value]
        return Const(not is_undefined(operand))

    def new_flags(self, values: Iterable[Value]) -> list[Value]:
        """A truth value for each of those values that have one."""
        flags = []
        for value in values:
            if value in self.flagged:
                name = f"{value.name}_is_bound" if value.name else "is_bound"
                self.flags[value] = Value(name, BOOL, value.span)
                flags.append(self.flags[value])
        return flags

    def block(self, block: Block, targets: tuple[Value, ...] | None, flags=()) -> Block:
        """`targets`: what the end of the block hands to; `flags`: arguments of the block."""
        b, done = Builder(), set()
        for op in block.ops:
            b.span = op.span
            if _calls(op, prims.is_bound):
                self.answers[op.result] = self.flag(op.args[0])
            elif self.checks and _calls(op, prims.bound) and op.args[0] in self.flags:
                if op.args[0] not in done:
                    done.add(op.args[0])
                    self.check(b, op)
            else:
                b.append(self.op(op))
        end = block.terminator
        wanted = [o for t, o in zip(targets, end.operands) if t in self.flagged] if targets else ()
        if wanted:
            operands = (*end.operands, *map(self.flag, wanted))
            end = Next(operands, end.stop) if isinstance(end, Next) else Yield(operands)
        return b.block((*block.args, *flags), end)

    def check(self, b: Builder, op: Call) -> None:
        inner = Builder(b.span)
        text = Const(prims.UNBOUND.format(op.args[1].value))
        error = inner.call(UnboundLocalError, text, type=OpaqueType())
        inner.call(prims.raise_, error, type=OpaqueType(), effect=True)
        fails = inner.block((), Yield(()))
        b.append(If(self.flags[op.args[0]], Block((), (), Yield(())), fails, (), b.span))

    def op(self, op: Op) -> Op:
        match op:
            case If():
                then, orelse = (self.block(b, op.results) for b in (op.then, op.orelse))
                results = (*op.results, *self.new_flags(op.results))
                return If(op.condition, then, orelse, results, op.span)
            case For() | While():
                return self.loop(op)
        return op

    def loop(self, op: For | While) -> For | While:
        args = op.body.args[len(op.body.args) - len(op.inits) :]
        tests = op.condition.args if isinstance(op, While) else args
        for each in zip(args, tests, op.results):  # a flag goes round with its value
            if not self.flagged.isdisjoint(each):
                self.flagged.update(each)
        wanted = [o for arg, o in zip(args, op.inits) if arg in self.flagged]
        inits = (*op.inits, *map(self.flag, wanted))
        condition = None
        if isinstance(op, While):
            condition = self.block(op.condition, None, self.new_flags(tests))
        body = self.block(op.body, args, self.new_flags(args))
        results = (*op.results, *self.new_flags(op.results))
        if condition is None:
            return For(op.iterables, inits, body, results, op.span, op.even)
        return While(inits, condition, body, results, op.span)
