"""Placeholders for what a tape stores on paths that leave it undefined.

Before:  %p = if %c { %q = sin %x; yield %q } else { yield undefined }; %t = list_append %tape, %p
After:   %p = if %c { %q = sin %x; yield %q } else { yield 0.0 }; %t = list_append %tape, %p

The placeholder of an array is an array of as many axes, with no elements: what a tape stores is of
one type, and copies, sums and zeros of it need no question whether it is there.

A variable that is bound in one branch only may be stored in every iteration: the backward sweep
reads it where it was bound. `run(block, stored)` gives the block in which no stored value is ever
UNDEFINED. What the program itself reads of it is checked (bound.py). `without_reads` makes an error
of each read of UNDEFINED; `hand_on` applies `run` to what is handed from name to name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from ..analysis import absent as absence
from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory, with_constants
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Value, While,
    Yield, is_undefined, leaves,
)  # fmt: skip
from ..ir.traverse import all_blocks, always_raises, blocks_of, map_blocks, map_terminator
from ..ir.types import (
    DTYPES, ArrayType, IterType, ListType, OpaqueType, ScalarType, TupleType, Type,
)  # fmt: skip
from ..passes.bound import are_read, behind, checked, sources_in

_NUMBERS = {"b": False, "i": 0, "u": 0, "f": 0.0, "c": 0j}


def run(block: Block, stored: Iterable[Value]) -> Block:
    """The block with placeholders for the stored values, wherever they may come from."""
    sources = sources_in(block)
    wanted = behind((v for v in stored if v in sources), sources)
    if not any(is_undefined(o) for v in wanted for o in sources.get(v, ())):
        return block
    return _Filler(wanted).block(checked(block, wanted))


def placeholder(b: Builder, type: Type | None, name: str = "") -> Operand:
    """What may stand where a value of the type is never read."""
    match type:
        case ScalarType(dtype=dtype):
            return Const(_NUMBERS[dtype[0]])
        case ArrayType(dtype=dtype, shape=shape):
            kwargs = {} if dtype == "f64" else {"dtype": Const(np.dtype(DTYPES[dtype]))}
            zeros = Pack(tuple, (Const(0),) * len(shape)) if len(shape) != 1 else Const(0)
            return b.call(np.empty, zeros, name=name, type=type, kwargs=kwargs)
        case IterType():
            return b.call(range, Const(0), name=name, type=type)
        case ListType():
            return Pack(list, ())
        case TupleType(items=items):
            return Pack(tuple, tuple(placeholder(b, item) for item in items))
    return Const(None)


class _Filler:
    def __init__(self, wanted: set[Value]):
        self.wanted = wanted

    def fill(self, b: Builder, operands: tuple[Operand, ...], targets: tuple):
        """The operands with placeholders where a target is wanted."""
        return tuple(
            placeholder(b, t.type, t.name) if is_undefined(o) and t in self.wanted else o
            for o, t in zip(operands, targets)
        )

    def block(self, block: Block, targets: tuple[Value, ...] | None = None) -> Block:
        b = Builder()
        for op in block.ops:
            b.span = op.span
            b.append(self.op(b, op))
        end = block.terminator
        if targets is not None:
            operands = self.fill(b, end.operands, targets)
            end = Next(operands, end.stop) if isinstance(end, Next) else Yield(operands)
        return b.block(block.args, end)

    def op(self, b: Builder, op: Op) -> Op:
        if not blocks_of(op):
            return op
        match op:
            case If():
                then, orelse = (self.block(inner, op.results) for inner in (op.then, op.orelse))
                return If(op.condition, then, orelse, op.results, op.span)
            case For():
                args = op.body.args[len(op.iterables) :]
                inits = self.fill(b, op.inits, args)
                body = self.block(op.body, args)
                return For(op.iterables, inits, body, op.results, op.span, op.even)
            case While():
                args = op.body.args
                inits = self.fill(b, op.inits, args)
                condition = self.block(op.condition)
                return While(inits, condition, self.block(op.body, args), op.results, op.span)
        return op


def without_reads(fn: Function) -> Function:
    """The function in which no operation reads UNDEFINED. Where one would, on a path that is not
    taken or is an error of the program, Python's error is raised; in a list a placeholder will do.
    """
    if not any(map(_reads_nothing, with_constants(fn))):
        return fn

    def block(old: Block) -> Block:
        b = Builder()
        for op in old.ops:
            b.span = op.span
            if not _reads_nothing(op):
                b.append(map_blocks(op, block))
            elif isinstance(op, Call) and op.callee is prims.build_list:
                args = (placeholder(b, op.result.type.item) if is_undefined(a) else a
                        for a in op.args)  # fmt: skip
                b.append(replace(op, args=tuple(args)))
            else:
                text = Const("a variable is used before it is assigned")
                error = b.call(UnboundLocalError, text, type=OpaqueType())
                b.call(prims.raise_, error, type=OpaqueType(), effect=True)
                return b.block(old.args, map_terminator(old.terminator, _undefined))
        return b.block(old.args, old.terminator)

    return replace(fn, body=block(fn.body))


def _reads_nothing(op: Op) -> bool:
    match op:
        case Call(args=args, kwargs=kwargs):
            return absence.hold_undefined(args) or (
                bool(kwargs) and absence.hold_undefined([value for _, value in kwargs])
            )
        case If(condition=condition):
            return is_undefined(condition)
        case For(iterables=iterables):
            return absence.hold_undefined(iterables)
    return False


def _undefined(value: Value) -> Const:
    return Const(UNDEFINED)


def hand_on(fn: Function, moved: Callable[[Function], set[Value]]) -> Function:
    """The function in which nothing that may be UNDEFINED is `moved` from one variable to another:
    emitted, that would read a variable that is not bound. What the block that makes it reads in any
    case needs none: there the function stops with the error that Python raises."""
    absent = absence.run(fn)
    if not absent:
        return fn
    stored = _handed(fn, absent)
    if stored and are_read(fn.body, stored):  # else a placeholder changes nothing
        stored &= moved(fn) | _listed(fn)
    stored |= _left_over(fn)
    body = run(fn.body, stored) if stored else fn.body
    return fn if body is fn.body else hand_on(replace(fn, body=body), moved)


def _handed(fn: Function, absent: frozenset[Value]) -> set[Value]:
    """What may be UNDEFINED and is handed from one value to another."""
    handed: set[Value] = set()
    for op in inventory(fn).ops:
        match op:
            case If():
                ends = (*op.then.terminator.operands, *op.orelse.terminator.operands)
                handed.update(v for operand in ends for v in leaves(operand))
            case For() | While():
                args = op.body.args[len(op.body.args) - len(op.inits) :]
                nexts = op.body.terminator.operands
                handed.update(op.inits, (n for a, n in zip(args, nexts) if n is not a))
    handed = (handed | _listed(fn)) & absent
    return handed and handed - _read_where_made(fn.body)


def _listed(fn: Function) -> set[Value]:
    """What is put into a list: of a path on which there is no list."""
    lists = [op for op in inventory(fn).ops if getattr(op, "callee", None) is prims.build_list]
    return {v for op in lists for v in op.uses}


def _left_over(fn: Function) -> set[Value]:
    """What an iteration leaves UNDEFINED, and what is handed that, if the program reads it: the
    variable may hold the value of an earlier iteration."""
    found = _unbound_again(fn.body, False)
    return found if found and are_read(fn.body, found) else set()


def _unbound_again(block: Block, in_loop: bool) -> set[Value]:
    found: set[Value] = set()
    for op in block.ops:
        if isinstance(op, If) and in_loop:
            for ends in (op.then, op.orelse):
                pairs = zip(op.results, ends.terminator.operands)
                found.update(r for r, o in pairs if is_undefined(o) and not always_raises(ends))
        elif isinstance(op, For | While):
            args = op.body.args[len(op.body.args) - len(op.inits) :]
            nexts = op.body.terminator.operands
            found.update(a for a, o in zip(args, nexts) if is_undefined(o))
        for inner in blocks_of(op):
            found |= _unbound_again(inner, in_loop or not isinstance(op, If))
    return found


def _read_where_made(body: Block) -> set[Value]:
    """The values that a call reads in the block in which they are made."""
    found: set[Value] = set()
    for block in all_blocks(body):
        made = set(block.args)
        for op in block.ops:
            if isinstance(op, Call):
                found.update(value for value in op.uses if value in made)
            made.update(op.results)
    return found
