"""Checks that a variable is bound, where a placeholder stands for it on some path.

Before:  %p = if %c { %q = sin %x; yield %q } else { yield undefined }; %r = mul %p, %x
After:   %p, %is_bound = if %c { %q = sin %x; yield %q, True } else { yield undefined, False }
         if %is_bound { yield } else { raise! UnboundLocalError(...); yield }; %r = mul %p, %x

A variable that is not bound raises by itself where it is read. One that holds a placeholder on the
path does not, so what the program reads of those is checked. Not where a truth value says that the
variable is bound, as the one does with which a loop remembers that it was left by `return`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Return, Value, While,
    Yield, leaves,
)  # fmt: skip
from ..ir.traverse import operands_of, substitute, walk
from ..ir.types import BOOL, OpaqueType

_ERROR = "cannot access local variable '{}' where it is not associated with a value"
_NAMELESS = "a variable is used before it is assigned"


def checked(
    block: Block, filled: set[Value], ours: frozenset[Op], returned: Iterable[Value] = ()
) -> Block:
    """The block in which each read of what may hold a placeholder is preceded by a check.

    `filled`: the values that are to get placeholders; `ours`: the calls that only store what they
    read; `returned`: what is read at the end of the block.
    """
    returned = tuple(returned)
    found = _Reads(block, filled, ours, returned)
    if not found.flagged:
        return block
    return _Checker(found).block(block, frozenset(), None, returned)


def are_read(block: Block, values: set[Value]) -> bool:
    """True where the program may read one of them where it is UNDEFINED."""
    return bool(_Reads(block, values, frozenset(), ()).flagged)


def answered(fn: Function) -> Function:
    """The function with truth values in the place of `is_bound`, which a handler asks."""
    if not inventory(fn).calls((prims.is_bound,)):
        return fn
    asked = {v for op in inventory(fn).ops for v in op.uses if _calls(op, prims.is_bound)}
    found = _Reads(fn.body, set(), frozenset(), ())
    found.flagged = found.behind(asked & found.missing)
    checker = _Checker(found)
    body = checker.block(fn.body, frozenset(), None)
    return replace(fn, body=substitute(body, lambda v: checker.answers.get(v, v)))


def handed(op: Op) -> Iterator[tuple[Value, tuple[Operand, ...]]]:
    """What an op hands to each result and carry: results of an If what its branches yield."""
    match op:
        case If():
            yield from zip(
                op.results, zip(op.then.terminator.operands, op.orelse.terminator.operands)
            )
        case For() | While():
            nexts = op.body.terminator.operands
            args = op.body.args[len(op.body.args) - len(op.inits) :]
            yield from zip(args, zip(op.inits, nexts))
            if isinstance(op, While):
                yield from zip(op.condition.args, zip(op.inits, nexts))
            yield from zip(op.results, zip(args))


def is_undefined(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is UNDEFINED


class _Reads:
    """Which values are read where they may hold a placeholder, and those that these come from."""

    def __init__(self, block: Block, filled: set[Value], ours: frozenset[Op], returned):
        self.ours = ours
        self.makers: dict[Value, Op] = {}
        self.sources: dict[Value, tuple[Operand, ...]] = {}
        for op in walk(block):
            self.makers.update((result, op) for result in op.results)
            self.sources.update(handed(op))
        self.missing = self.reached(lambda o: is_undefined(o), set(self.sources))
        self.says = self.truths(block) if self.missing else set()
        filled = {v for v in filled if any(map(is_undefined, self.sources.get(v, ())))}
        self.unsafe: set[Value] = set()  # may hold a placeholder
        self.read: set[Value] = set()
        size = -1
        self.unsafe |= filled
        while size != len(self.unsafe):
            size = len(self.unsafe)
            self.visit(block, frozenset())
        self.read.update(v for v in returned if v in self.unsafe)
        self.flagged = self.behind(self.read)

    def reached(self, starts, among: set[Value]) -> set[Value]:
        """The values that are handed what `starts` says, and those that are handed these."""
        found: set[Value] = set()
        size = -1
        while size != len(found):
            size = len(found)
            for value in among - found:
                for operand in self.sources[value]:
                    if starts(operand) or not found.isdisjoint(leaves(operand)):
                        found.add(value)
        return found

    def behind(self, read: set[Value]) -> set[Value]:
        """The values that may hold a placeholder from which these get theirs."""
        todo, found = [*read], set()
        while todo:
            value = todo.pop()
            if value not in found:
                found.add(value)
                for operand in self.sources.get(value, ()):
                    todo.extend(v for v in leaves(operand) if v in self.missing)
        return found

    # --- truth values that say whether a value is bound ---

    def truths(self, block: Block) -> set[tuple[Value, Value]]:
        """Pairs of a value and a truth value that holds only where the value is bound: all that
        stand side by side, less those that some path refutes, until none is refuted."""
        pairs: dict[tuple[Value, Value], list[tuple[Operand, Operand]]] = {}
        for op in walk(block):
            sides = [*handed(op)]
            flags = [(v, o) for v, o in sides if v.type == BOOL and v not in self.missing]
            for value, operands in sides if flags else ():
                for flag, marks in flags if value in self.missing else ():
                    if len(marks) == len(operands):
                        pairs[value, flag] = [*zip(operands, marks)]
        size = -1
        while size != len(pairs):
            size = len(pairs)
            for pair, ways in [*pairs.items()]:
                if not all(self.holds(o, mark, pairs) for o, mark in ways):
                    del pairs[pair]
        return set(pairs)

    def holds(self, operand: Operand, mark: Operand, pairs) -> bool:
        if isinstance(mark, Const) and mark.value is False:
            return True
        if is_undefined(operand):
            return False
        missing = [v for v in leaves(operand) if v in self.missing]
        return all((v, mark) in pairs for v in missing)

    def facts(self, condition: Operand, holds: bool, facts: frozenset) -> frozenset:
        """The truth values that hold in a branch."""
        op = self.makers.get(condition) if isinstance(condition, Value) else None
        if isinstance(op, Call) and op.callee.__name__ == "not_":
            return self.facts(op.args[0], not holds, facts)
        if not holds or not isinstance(condition, Value):
            return facts
        facts = facts | {condition}
        if isinstance(op, If):
            k = op.results.index(condition)
            then, orelse = (b.terminator.operands[k] for b in (op.then, op.orelse))
            if isinstance(orelse, Const) and orelse.value is False:
                return self.facts(then, True, self.facts(op.condition, True, facts))
        return facts

    def is_unsafe(self, value: Value, facts: frozenset) -> bool:
        return value in self.unsafe and not any((value, fact) in self.says for fact in facts)

    # --- reads ---

    def visit(self, block: Block, facts: frozenset) -> None:
        for op in block.ops:
            if not is_program(op):  # what a sweep reads, the program has read on the same paths
                continue
            self.read.update(v for v in self.of(op) if self.is_unsafe(v, facts))
            match op:
                case If():
                    for inner, holds in ((op.then, True), (op.orelse, False)):
                        known = self.facts(op.condition, holds, facts)
                        self.visit(inner, known)
                        self.hand(zip(op.results, inner.terminator.operands), known)
                case For() | While():
                    args = op.body.args[len(op.body.args) - len(op.inits) :]
                    self.hand(zip(args, op.inits), facts)
                    if isinstance(op, While):
                        self.hand(zip(op.condition.args, op.inits), facts)
                        self.visit(op.condition, facts)
                        end = op.condition.terminator.uses
                        self.read.update(v for v in end if self.is_unsafe(v, facts))
                        self.hand(zip(op.condition.args, op.body.terminator.operands), facts)
                    self.visit(op.body, facts)
                    self.hand(zip(args, op.body.terminator.operands), facts)
                    self.hand(zip(op.results, args), facts)
        if isinstance(block.terminator, Return):
            self.read.update(v for v in block.terminator.uses if self.is_unsafe(v, facts))

    def hand(self, pairs: Iterable[tuple[Value, Operand]], facts: frozenset) -> None:
        for target, operand in pairs:
            if any(self.is_unsafe(v, facts) for v in leaves(operand)):
                self.unsafe.add(target)

    def of(self, op: Op) -> Iterable[Value]:
        """What the program reads in an op itself."""
        if op in self.ours or not is_program(op):
            return ()
        if isinstance(op, For | While):
            operands = operands_of(op)
            return [v for o in operands[: len(operands) - len(op.inits)] for v in leaves(o)]
        return op.uses


def _calls(op: Op, callee) -> bool:
    return isinstance(op, Call) and op.callee is callee


def is_program(op: Op) -> bool:
    return op.span is None or op.span.is_primal


class _Checker:
    def __init__(self, found: _Reads):
        self.found = found
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
            if value in self.found.flagged:
                name = f"{value.name}_is_bound" if value.name else "is_bound"
                self.flags[value] = Value(name, BOOL, value.span)
                flags.append(self.flags[value])
        return flags

    def block(self, block: Block, facts: frozenset, targets, returned: tuple = ()) -> Block:
        """`targets`: what the end of the block hands to."""
        b, done = Builder(), set()
        self.ops(b, block, facts, done)
        end = block.terminator
        b.span = block.ops[-1].span if block.ops else None
        if targets is None:
            read = end.uses if isinstance(end, Return) else ()
            self.check(b, (*read, *returned), facts, done)
            return b.block(block.args, end)
        marks = tuple(
            self.flag(o) for t, o in zip(targets, end.operands) if t in self.found.flagged
        )
        if marks:
            operands = (*end.operands, *marks)
            end = Next(operands, end.stop) if isinstance(end, Next) else Yield(operands)
        return b.block(block.args, end)

    def ops(self, b: Builder, block: Block, facts: frozenset, done: set) -> None:
        for op in block.ops:
            b.span = op.span
            self.check(b, self.found.of(op), facts, done)
            if _calls(op, prims.is_bound):
                self.answers[op.result] = self.flag(op.args[0])
            elif not (_calls(op, prims.bound) and op.args[0] in self.found.unsafe):
                b.append(self.op(op, facts))

    def check(self, b: Builder, values: Iterable[Value], facts: frozenset, done: set) -> None:
        for value in values:
            flag = self.flags.get(value)
            if flag is None or value in done or not self.found.is_unsafe(value, facts):
                continue
            done.add(value)
            inner = Builder(b.span)
            text = Const(_ERROR.format(value.name) if value.name else _NAMELESS)
            error = inner.call(UnboundLocalError, text, type=OpaqueType())
            inner.call(prims.raise_, error, type=OpaqueType(), effect=True)
            fails = inner.block((), Yield(()))
            b.append(If(flag, Block((), (), Yield(())), fails, (), b.span))

    def op(self, op: Op, facts: frozenset) -> Op:
        match op:
            case If():
                then, orelse = (
                    self.block(inner, self.found.facts(op.condition, holds, facts), op.results)
                    for inner, holds in ((op.then, True), (op.orelse, False))
                )
                results = (*op.results, *self.new_flags(op.results))
                return If(op.condition, then, orelse, results, op.span)
            case For() | While():
                return self.loop(op, facts)
        return op

    def loop(self, op: For | While, facts: frozenset) -> For | While:
        args = op.body.args[len(op.body.args) - len(op.inits) :]
        tests = op.condition.args if isinstance(op, While) else args
        for each in zip(args, tests, op.results):  # a flag goes round with its value
            if not self.found.flagged.isdisjoint(each):
                self.found.flagged.update(each)
        wanted = [o for arg, o in zip(args, op.inits) if arg in self.found.flagged]
        inits = (*op.inits, *map(self.flag, wanted))
        new_args = self.new_flags(args)
        condition = None
        if isinstance(op, While):
            condition = self.condition(op.condition, self.new_flags(tests), facts)
        body = self.block(op.body, facts, args)
        body = Block((*body.args, *new_args), body.ops, body.terminator)
        results = (*op.results, *self.new_flags(op.results))
        if condition is None:
            return For(op.iterables, inits, body, results, op.span)
        return While(inits, condition, body, results, op.span)

    def condition(self, block: Block, flags: list[Value], facts: frozenset) -> Block:
        b, done = Builder(), set()
        self.ops(b, block, facts, done)
        self.check(b, block.terminator.uses, facts, done)
        return b.block((*block.args, *flags), block.terminator)
