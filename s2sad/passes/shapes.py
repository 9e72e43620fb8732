"""Ask the shape of what is there anyway, not of what is made for nothing else.

Before:
    func @f(%x: f64[n, m]) {
      %a: f64[n] = np.max %x, axis=1
      %b: f64[n] = np.exp %a
      %c: f64[n] = np.ones_like %b
      return (%a, %c)
    }
After:
    func @f(%x: f64[n, m]) {
      %a: f64[n] = np.max %x, axis=1
      %b: f64[n] = np.exp %a
      %0: int = axis_length %a, 0
      %c: f64[n] = np.ones (%0,)
      return (%a, %c)
    }

The value that is asked may stand before or after the one it replaces: any that has the type, or for
`axis_length` the axis. `extents` lets equal questions meet while the program still changes; here it
is known which values are needed. An array that is written is not asked: its old version would have
to be kept. Zeros and ones are made of its shape, for only what is differentiated surely holds
floats. Where no array has the shape, but others have its lengths, zeros, ones and sizes are made of
these: `np.ones((x.shape[0], 1))`. Of an array that a loop fills, and that nobody reads, the array
that it starts from is asked. What nothing needs any more stays for `dce`.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import replace

import numpy as np

from ..analysis import absent, kinds
from ..analysis import written as written_values
from ..analysis.written import WRITES, Classes
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.traverse import count_uses, map_blocks
from ..ir.types import INT, ArrayType, Dim
from ..runtime.broadcast import spread, unbroadcast
from ..types.lattice import varies
from .making import OF_SHAPE, can_be_made, emit_before, made_of, shape_of

#: the argument of which these read the dtype and the shape, or the shape alone
TYPE_OF = {np.zeros_like: 0, np.ones_like: 0, np.empty_like: 0, np.full_like: 0}
SHAPE_OF = {spread: 1, unbroadcast: 1, np.shape: 0, np.size: 0, prims.axis_length: 0}
ASKING = {**SHAPE_OF, **TYPE_OF}


def run(fn: Function) -> Function:
    if not inventory(fn).calls(ASKING.keys()):
        return fn
    asking = {op: position for op in inventory(fn).ops if (position := asked(op)) is not None}
    needed = _needed(fn, asking)
    excluded = written_values.run(fn) | absent.run(fn) | _updated(fn)
    questions = {
        op: position for op, position in asking.items()
        if _is_open(op.args[position], needed, excluded) and _is_as_typed(fn, op, position)
    }  # fmt: skip
    if not questions:
        return fn
    makers = {result: op for op in inventory(fn).ops for result in op.results}
    scope = _Scope(needed, excluded, questions, makers, _Versions(fn))
    for param in fn.params:
        for leaf in leaves(param.tree):
            if leaf not in excluded:
                scope.offer(leaf)
                if param.moves and isinstance(leaf.type, ArrayType):
                    scope.floats.setdefault(leaf.type, leaf)
    body = scope.block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _updated(fn: Function) -> set[Value]:
    """What loops start from: they may write what they make into its memory (see `reuse`)."""
    params = {leaf for param in fn.params for leaf in leaves(param.tree)}
    inits = (op.inits for op in inventory(fn).controls if isinstance(op, For | While))
    return {v for operands in inits for v in operands if isinstance(v, Value)} - params


def asked(op: Op) -> int | None:
    """The position of the argument of which only the shape is read."""
    if type(op) is not Call or type(op.callee) is Function:
        return None
    position = ASKING.get(op.callee)
    known = position is not None and position < len(op.args)
    return position if known and isinstance(op.args[position], Value) else None


def _is_open(array: Value, needed: set[Value], excluded: frozenset[Value]) -> bool:
    """True where another one had better be asked than this array."""
    return type(array.type) is ArrayType and (array not in needed or array in excluded)


def _is_as_typed(fn: Function, op: Call, position: int) -> bool:
    """True where what is asked has the shape that its type says, and the dtype if that is read."""
    array = op.args[position]
    if op.callee in TYPE_OF and array in kinds.run(fn):
        return False
    return array not in absent.placeholders(fn)


def _needed(fn: Function, asking: dict[Op, int]) -> set[Value]:
    """The values that are needed for more than their shape: all that is read, without what is asked
    for that alone, and without what makes nothing else."""
    calls = [op for op in inventory(fn).ops if type(op) is Call and not op.effect]
    makers = {op.result: op for op in calls if op.result is not None}
    left = count_uses(fn)
    todo = makers.keys() - left.keys()
    arrays = [op.args[position] for op, position in asking.items()]
    for array in arrays:
        left[array] -= 1
    todo.update(array for array in arrays if not left[array])
    while todo:
        op = makers.get(todo.pop())
        read = [] if op is None else list(op.uses)
        if op in asking:
            read.remove(op.args[asking[op]])
        for value in read:
            left[value] -= 1
            if not left[value]:
                todo.add(value)
    return {value for value, count in left.items() if count}


class _Versions:
    """What stands, between loops, in the memory of the arguments that the function writes, or of
    arrays that have changed places with them; not what a path may leave without a value."""

    def __init__(self, fn: Function):
        self.latest: dict[Call, dict[Value, Value]] = {}
        if fn.written:
            self.find(fn, written_values.classes(fn))

    def find(self, fn: Function, buffers: Classes) -> None:
        now, missing = {leaf: leaf for leaf in fn.written}, absent.run(fn)
        for op in fn.body.ops:
            if type(op) is Call and op.callee in ASKING:
                self.latest[op] = dict(now)
            for result in () if is_choice(op) else op.results:
                if isinstance(result.type, ArrayType) and result not in missing:
                    for leaf in now:
                        if leaf.type == result.type and buffers.find(leaf) is buffers.find(result):
                            now[leaf] = result

    def of(self, op: Call, array: Value) -> Value:
        return self.latest.get(op, {}).get(array, array)


def is_choice(op: Op | None) -> bool:
    """True for an If that chooses one of several values, and does nothing else."""
    return isinstance(op, If) and not (op.then.ops or op.orelse.ops)


def varies_somewhere(type_: ArrayType) -> bool:
    return any(map(varies, type_.shape))


class _Scope:
    """The values that may be asked here, by type, by shape and by axis; the first one answers.

    `questions`: the calls that had better ask another one, and the position of what they ask.
    `makers`: what gives each value. `floats`: the arguments whose dtype may be asked, too.
    `shapes`: of what lengths arrays are made whose shape nothing else has."""

    def __init__(
        self, needed: set[Value], excluded: frozenset[Value], questions: dict[Op, int],
        makers: dict[Value, Op], versions: _Versions,
    ):  # fmt: skip
        self.needed, self.excluded, self.versions = needed, excluded, versions
        self.questions, self.makers = questions, makers
        self.known: dict[object, object] = {}
        self.floats: dict[ArrayType, Value] = {}
        self.shapes: dict[Value, Pack] = {}

    def offer(self, value: Value) -> None:
        if type(value.type) is not ArrayType or value.type in self.known:
            return  # where a type is known, its shape and its axes are, too
        if not varies_somewhere(value.type):
            self.known.setdefault(value.type, value)
            self.known.setdefault(value.type.shape, value)
            for axis, length in enumerate(value.type.shape):
                if isinstance(length, Dim):
                    self.known.setdefault(length, (value, axis))

    def block(self, block: Block) -> Block:
        outer = dict(self.known)
        for value in block.args:
            self.define(value)
        ops: list[Op] = []
        for op in block.ops:
            self.op(op, ops)
        self.known = outer
        if tuple(ops) == block.ops:
            return block
        return Block(block.args, tuple(ops), block.terminator)

    def define(self, value: Value) -> None:
        if value in self.needed and value not in self.excluded:
            self.offer(value)

    def op(self, op: Op, ops: list[Op]) -> None:
        """Append the op, and before it what it needs."""
        if type(op) is not Call:
            op = map_blocks(op, self.block)
        elif op in self.questions or self.shapes:
            op = self.call(op, ops)
        for value in op.results:
            self.define(value)
        ops.append(op)

    def call(self, op: Call, ops: list[Op]) -> Call:
        position = self.questions.get(op)
        if position is None:
            if op.callee in OF_SHAPE.values() and op.args[0] in self.shapes:
                args = (self.shapes[op.args[0]], *op.args[1:])
                return Call(op.callee, args, op.kwargs, op.result, op.effect, op.span)
            return op
        type_ = op.args[position].type
        args = list(op.args)
        if op.callee is prims.axis_length:
            found = self.known.get(type_.shape[op.args[1].value])
            if found is not None:
                args = [found[0], replace(op.args[1], value=found[1])]
                return Call(op.callee, tuple(args), op.kwargs, op.result, op.effect, op.span)
        else:
            found = self.answer(op, type_)
            if found is not None:
                args[position] = found
                return Call(op.callee, tuple(args), op.kwargs, op.result, op.effect, op.span)
            if type_.shape in self.known and can_be_made(op):
                emit = functools.partial(emit_before, ops, op)
                return made_of(op, type_, shape_of(self.known[type_.shape], emit))
        if op.args[position] in self.needed:
            return self.of_version(op, position, ops)
        of_lengths = self.of_lengths(op, type_, ops)
        return self.of_origin(op, position) if of_lengths is op else of_lengths

    def of_version(self, op: Call, position: int, ops: list[Op]) -> Call:
        """The call asked of what a written argument is by now: that it was need not be kept."""
        array = op.args[position]
        latest = self.versions.of(op, array)
        if latest is array or varies_somewhere(array.type):
            return op
        if op.callee in TYPE_OF:
            emit = functools.partial(emit_before, ops, op)
            return made_of(op, array.type, shape_of(latest, emit)) if can_be_made(op) else op
        args = (*op.args[:position], latest, *op.args[position + 1 :])
        return Call(op.callee, args, op.kwargs, op.result, False, op.span)

    def answer(self, op: Call, type_: ArrayType) -> Value | None:
        """The array that is asked in place of one of that type: for its dtype, too, only if it
        surely holds floats."""
        if op.callee in TYPE_OF and not any(name == "dtype" for name, _ in op.kwargs):
            return self.floats.get(type_)
        return self.known.get(type_ if op.callee in TYPE_OF or op.callee is spread else type_.shape)

    def origin(self, array: Value) -> Value:
        """The array of the same type that one which only its shape keeps alive was made from, by
        writes and loops."""
        while array not in self.needed:
            op, before = self.makers.get(array), None
            if isinstance(op, For | While) and self.needed.isdisjoint(op.results):
                before = op.inits[op.results.index(array)]
            elif isinstance(op, Call) and op.callee in WRITES:
                before = op.args[0]
            if not isinstance(before, Value) or before.type != array.type:
                break
            array = before
        return array

    def of_origin(self, op: Call, position: int) -> Call:
        """The call asked of where the array comes from; made of the same lengths as that."""
        array = self.origin(op.args[position])
        if array is op.args[position]:
            return op
        maker = self.makers.get(array)
        if isinstance(maker, Call) and maker.callee in OF_SHAPE.values() and can_be_made(op):
            return made_of(op, array.type, maker.args[0])
        args = (*op.args[:position], array, *op.args[position + 1 :])
        return Call(op.callee, args, op.kwargs, op.result, False, op.span)

    def of_lengths(self, op: Call, like: ArrayType, ops: list[Op]) -> Call:
        """The call made of the lengths that others have; itself where some length nobody has, or
        where it says more than which array it is like."""
        size = op.callee is np.size and len(op.args) == 1 and not op.kwargs
        if not size and op.callee is not np.shape and not can_be_made(op):
            return op
        found = [n if isinstance(n, int) else self.known.get(n) for n in like.shape]
        if None in found or len(found) < 1 + size:
            return op

        emit = functools.partial(emit_before, ops, op, type=INT)
        lengths: list[Operand] = [
            Const(n) if isinstance(n, int) else emit(prims.axis_length, n[0], Const(n[1]))
            for n in found
        ]
        if op.callee is np.shape:
            self.shapes[op.result] = Pack(tuple, tuple(lengths))
            return op
        if not size:
            return made_of(op, like, Pack(tuple, tuple(lengths)))
        *before, last = lengths
        args = (functools.reduce(lambda a, b: emit(operator.mul, a, b), before), last)
        return Call(operator.mul, args, (), op.result, False, op.span)
