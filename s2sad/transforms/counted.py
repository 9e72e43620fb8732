"""Lists of which a backward region reads only how long they were: the length is kept, not the list.

    forward:   %s: list<f64[n]> = add %t, %u
    backward:  %z = for %item in %s carry (…) { %0 = np.zeros_like %x; … }
    after:     forward:  %s = …; %n: int = len %s
               backward: %i = range %n; %z = for %item in %i carry (…) { … }

The cotangent of a list is as long as the list was in that iteration, and what is left of it is cut
where two lists were joined. A tape that holds lists for that would hold copies of those that grow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from ..ir.nodes import Block, Call, For, Function, Op, Value, leaves
from ..ir.traverse import all_blocks, free_values, map_blocks, map_call, substituted, walk
from ..ir.types import INT, ArrayType, IterType, ListType, Type
from ..types.lattice import varies


def moving(fn: Function) -> dict[Type, Value]:
    """By its type, an argument of the function that surely holds floats and has its shape."""
    found: dict[Type, Value] = {}
    for param in fn.params:
        for leaf in leaves(param.tree) if param.moves else ():
            if isinstance(leaf.type, ArrayType):
                found.setdefault(leaf.type, leaf)
    return found


def with_lengths(
    forward: Block,
    backward: Block,
    arguments: Mapping[Type, Value],
    skipped: Collection[Value] = (),
) -> tuple[Block, Block]:
    """Both blocks, the forward one with the lengths that the backward one asks of its lists, but
    for the `skipped`. Zeros like items are made like one of the `arguments`."""
    inside = {v for v in forward.args if isinstance(v.type, ListType)}
    inside.update(r for op in forward.ops for r in op.results if isinstance(r.type, ListType))
    inside.difference_update(skipped)
    inside.intersection_update(free_values(backward))
    if not inside:
        return forward, backward
    counting = _over_numbers(backward, inside, arguments)
    lists = inside - _read(counting)
    if not lists:
        return forward, backward
    known = {op.args[0]: op for op in forward.ops if _asks(op, lists)}
    new = {v: _length(v, forward) for v in forward.args if v in lists and v not in known}
    ops: list[Op] = list(new.values())
    for op in forward.ops:
        ops.append(op)
        for result in op.results:
            if result in lists and result not in known:
                new[result] = _length(result, forward)
                ops.append(new[result])
    counts = {v: op.result for v, op in (known | new).items()}
    asked = {op.result: counts[op.args[0]] for op in walk(counting) if _asks(op, lists)}
    backward = substituted(_without(counting, lists), asked)
    return Block(forward.args, tuple(ops), forward.terminator), backward


def _length(value: Value, forward: Block) -> Call:
    span = next((op.span for op in forward.ops), None)
    return Call(len, (value,), (), Value("length", INT, span), False, span)


def _asks(op: Op, lists: Collection[Value]) -> bool:
    return isinstance(op, Call) and op.callee is len and op.args[0] in lists


def _read(block: Block) -> set[Value]:
    """What is read of the lists besides their lengths."""
    found = {v for op in walk(block) for v in op.uses
             if not (isinstance(op, Call) and op.callee is len)}  # fmt: skip
    return found.union(*(each.terminator.uses for each in all_blocks(block)))


def _over_numbers(
    block: Block, lists: Collection[Value], arguments: Mapping[Type, Value]
) -> Block:
    """The block, its loops over one of the lists run over numbers where they do not read items."""
    ops: list[Op] = []
    for op in block.ops:
        op = map_blocks(op, lambda inner: _over_numbers(inner, lists, arguments))
        if isinstance(op, For) and len(op.iterables) == 1 and op.iterables[0] in lists:
            op = _alike(op, arguments)
            item = op.body.args[0]
            if item not in free_values(Block((), op.body.ops, op.body.terminator)):
                count = Call(len, op.iterables, (), Value("", INT, op.span), False, op.span)
                numbers = Value("", IterType(INT), op.span)
                ops += (count, Call(range, (count.result,), (), numbers, False, op.span))
                body = replace(op.body, args=(Value("", INT, item.span), *op.body.args[1:]))
                op = replace(op, iterables=(numbers,), body=body)
        ops.append(op)
    return Block(block.args, tuple(ops), block.terminator)


def _alike(loop: For, arguments: Mapping[Type, Value]) -> For:
    """The loop, zeros like its item made like an argument of its type."""
    item = loop.body.args[0]
    other = arguments.get(item.type)
    if other is None or any(map(varies, item.type.shape)):
        return loop
    ops = tuple(
        map_call(op, lambda v: other if v is item else v)
        if isinstance(op, Call) and op.callee is np.zeros_like else op
        for op in loop.body.ops
    )
    return replace(loop, body=replace(loop.body, ops=ops))


def _without(block: Block, lists: Collection[Value]) -> Block:
    """The block without the questions for the lengths of the lists."""
    ops = (
        map_blocks(op, lambda inner: _without(inner, lists))
        for op in block.ops if not _asks(op, lists)
    )  # fmt: skip
    return Block(block.args, tuple(ops), block.terminator)
