"""A loop of a derivative runs onward instead of backward where the order of its iterations is free.

Before:
    func @f(%x: f64[n]) {
      %n: int = axis_length %x, 0
      %last: int = sub %n, 1
      %0: iter<int> = range %last, -1, -1
      %s: f64 = for %i: int in %0 carry (%1: f64 = 0.0) {
        %2: f64 = getitem %x, %i
        %3: f64 = add %1, %2
        next %3
      }
      return %s
    }
After:
    func @f(%x: f64[n]) {
      %n: int = axis_length %x, 0
      %last: int = sub %n, 1
      %0: iter<int> = range %last, -1, -1
      %4: iter<int> = range 0, %n, 1
      %s: f64 = for %i: int in %4 carry (%1: f64 = 0.0) {
        %2: f64 = getitem %x, %i
        %3: f64 = add %1, %2
        next %3
      }
      return %s
    }

People write it so, and it may then be run in the loop that it is the derivative of (`joint`).
What is left unused is for `dce`.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..analysis import order
from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, Op, Operand, Value
from ..ir.traverse import free_values, map_blocks
from ..ir.types import INT, ArrayType, IterType, ListType
from ..types.lattice import same_lengths
from .arithmetic import of_derivative


def run(fn: Function) -> Function:
    loops = (op for op in inventory(fn).controls if isinstance(op, For))
    if not any(map(of_derivative, loops)):
        return fn
    makers = {op.result: op for op in inventory(fn).ops if isinstance(op, Call)}
    body = _block(fn.body, makers)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block, makers: dict[Value, Call]) -> Block:
    if not block.controls:
        return block
    ops: list[Op] = []
    for op in block.ops:
        op = map_blocks(op, lambda inner: _block(inner, makers))
        if type(op) is For and of_derivative(op):
            before = Builder(op.span)
            op = _turned(op, makers, before)
            ops += before.ops
        ops.append(op)
    return block if tuple(ops) == block.ops else replace(block, ops=tuple(ops))


def _turned(loop: For, makers: dict[Value, Call], before: Builder) -> For:
    """The loop over the same from the first one on, where all of it is gone through backwards."""
    calls = [makers.get(iterable) for iterable in loop.iterables]
    if not (loop.even or len(calls) == 1) or not all(map(_is_backward, calls)):
        return loop
    numbers = (v for v, call in zip(loop.body.args, calls) if _is_natural(call))
    if not order.is_free(loop, numbers):
        return loop
    counts = loop.even and any(call.callee is reversed for call in calls)
    iterables = tuple(_onward(call, counts, makers, before) for call in calls)
    turned = replace(loop, iterables=iterables, even=loop.even and not counts)
    made = {op.result: op for op in before.ops}
    return _over_items(turned, makers | made, before)


def _is_backward(call: Call | None) -> bool:
    """True for `reversed(x)`, and for a range that goes down in steps of 1."""
    if call is None or call.callee not in (range, reversed):
        return False
    return call.callee is reversed or len(call.args) == 3 and _number(call.args[2]) == -1


def _is_natural(call: Call) -> bool:
    """True for a backward range that ends before it is negative."""
    end = _number(call.args[1]) if call.callee is range else None
    return end is not None and end >= -1


def _onward(call: Call, counts: bool, makers: dict[Value, Call], before: Builder) -> Operand:
    """The same from the first one on; where something else ends the loop, a range only counts."""
    if call.callee is reversed:
        return call.args[0]
    last, end, _ = call.args
    if counts:
        return before.call(prims.count, _one_more(end, makers, before), type=IterType(INT))
    start, stop = _one_more(end, makers, before), _one_more(last, makers, before)
    return before.call(range, start, stop, Const(1), type=IterType(INT))


def _one_more(operand: Operand, makers: dict[Value, Call], before: Builder) -> Operand:
    number = _number(operand)
    if number is not None:
        return Const(number + 1)
    made = makers.get(operand)
    if made is not None and made.callee is operator.sub and _number(made.args[1]) == 1:
        return made.args[0]
    return before.call(operator.add, operand, Const(1), type=INT)


# --- items ----------------------------------------------------------------------------------


def _over_items(loop: For, makers: dict[Value, Call], before: Builder) -> For:
    """The loop over the items themselves, where that of the program was one, too: then their reads
    by the number of the iteration stand at its line."""
    number = next((k for k, i in enumerate(loop.iterables) if _counts(makers.get(i))), None)
    if number is None:
        return loop
    index, counter = loop.body.args[number], makers[loop.iterables[number]]
    inside = {*loop.body.args, *(result for op in loop.body.ops for result in op.results)}
    items = [op for op in loop.body.ops if _is_item(op, index, loop) and op.args[0] not in inside]
    sources = tuple(dict.fromkeys(op.args[0] for op in items))
    if not items or len(sources) < len(items):
        return loop
    iterables, args = list(loop.iterables), list(loop.body.args)
    ops = tuple(op for op in loop.body.ops if op not in items)
    if counter.callee is range:
        lengths = _lengths(counter.args[1], makers)
        if not all(any(_is_length(n, x) for x in sources) for n in lengths):
            return loop
        iterables[number] = before.call(prims.count, Const(0), type=IterType(INT))
    count = len(iterables)
    iterables += sources
    args[count:count] = [op.result for op in items]
    if index not in free_values(Block((), ops, loop.body.terminator)):
        del iterables[number], args[number]
    body = Block(tuple(args), ops, loop.body.terminator)
    return replace(loop, iterables=tuple(iterables), body=body, even=False)


def _counts(call: Call | None) -> bool:
    """True for what counts from 0 upwards by 1, as it is made here."""
    if call is None or call.callee not in (range, prims.count) or not call.args:
        return False
    return _number(call.args[0]) == 0 and [_number(by) for by in call.args[2:]] in ([], [1])


def _is_item(op: Op, index: Value, loop: For) -> bool:
    """True for the item of an array or a list in this iteration."""
    if not isinstance(op, Call) or op.callee is not operator.getitem or op.args[1] is not index:
        return False
    source = op.args[0]
    known = isinstance(source, Value) and isinstance(source.type, ArrayType | ListType)
    return known and op.span is not None and op.span.in_reverse() == loop.span


def _lengths(operand: Operand, makers: dict[Value, Call]) -> list[Call | None]:
    """What is asked for a number of iterations: a length, or the shortest of several."""
    call = makers.get(operand) if isinstance(operand, Value) else None
    if call is not None and call.callee is min:
        return [found for arg in call.args for found in _lengths(arg, makers)]
    return [call]


def _is_length(call: Call | None, source: Value) -> bool:
    """True where this asks for the number of items of the source."""
    if call is None:
        return False
    if call.callee is len:
        return call.args[0] is source
    if call.callee is not prims.axis_length or not isinstance(source.type, ArrayType):
        return False
    axis = call.args[0].type.shape[_number(call.args[1])]
    return same_lengths((axis,), source.type.shape[:1])


def _number(operand: Operand) -> int | None:
    known = isinstance(operand, Const) and type(operand.value) is int
    return operand.value if known else None
