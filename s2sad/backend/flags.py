"""What a loop sets alone in the round that leaves it is not set again in the others.

Before:  %f = for %i in %k carry (%g = False) { …; %h = if %c { yield True } else { yield False }
                                                next %h stop %h }
After:   … %h = if %c { yield True } else { yield %g } …

A round that is not the last hands on what the variable holds already: nothing is printed for it.
"""

from __future__ import annotations

from dataclasses import replace

from ..ir.nodes import Block, Call, Const, For, Function, If, Operand, Value, While, Yield
from ..ir.traverse import at_side, map_blocks


def run(fn: Function) -> Function:
    body = _block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block) -> Block:
    if not block.controls:
        return block
    ops = tuple([op if type(op) is Call else _loop(map_blocks(op, _block)) for op in block.ops])
    return block if ops == block.ops else replace(block, ops=ops)


def _loop(op: If | For | While) -> If | For | While:
    if type(op) is If or op.body.terminator.stop is None:
        return op
    body, args = op.body, op.body.args[len(op.body.args) - len(op.inits) :]
    for k, (arg, init) in enumerate(zip(args, op.inits)):
        if type(init) is Const and isinstance(init.value, int | float | None):
            operand, stop = body.terminator.operands[k], body.terminator.stop
            if operand in args or not _is_held(body, operand, stop, arg, init):
                continue
            body, operand = _held(body, operand, stop, arg)
            operands = _with(body.terminator.operands, k, operand)
            body = replace(body, terminator=replace(body.terminator, operands=operands))
    return op if body is op.body else replace(op, body=body)


def _is_held(block: Block, operand: Operand, stop: Operand, arg: Value, init: Const) -> bool:
    """True where each way through the block that does not leave the loop hands on the variable, or
    what it held before the loop."""
    if type(stop) is Const and stop.value:
        return True
    if operand is arg or type(operand) is Const and operand.value is init.value:
        return True
    last = block.ops[-1] if block.ops else None
    if type(last) is not If or operand not in last.results:
        return False
    return all(
        _is_held(inside, at_side(last, side, operand), at_side(last, side, stop), arg, init)
        for side, inside in enumerate((last.then, last.orelse))
    )


def _held(block: Block, operand: Operand, stop: Operand, arg: Value) -> tuple[Block, Operand]:
    """The block whose last branch yields the variable where the loop goes on, and what stands for
    the operand then. That it is left is said by another result."""
    if type(stop) is Const and stop.value:
        return block, operand
    if operand is arg or type(operand) is Const:
        return block, arg
    last = block.ops[-1]
    place, sides = last.results.index(operand), []
    for side, inside in enumerate((last.then, last.orelse)):
        there = at_side(last, side, operand), at_side(last, side, stop)
        inside, there = _held(inside, *there, arg)
        yielded = inside.terminator.operands
        yielded = (*yielded, there) if operand is stop else _with(yielded, place, there)
        sides.append(replace(inside, terminator=Yield(yielded)))
    results = last.results
    if operand is stop:
        operand = Value(operand.name, operand.type, operand.span)
        results = (*results, operand)
    last = replace(last, then=sides[0], orelse=sides[1], results=results)
    return replace(block, ops=(*block.ops[:-1], last)), operand


def _with(operands: tuple[Operand, ...], k: int, operand: Operand) -> tuple[Operand, ...]:
    return (*operands[:k], operand, *operands[k + 1 :])
