"""Numbers that a loop of a derivative sums up are summed up in the number that they are added to.

Before:
    func @f(%x: f64[n], %s: f64) {
      %a: f64, %b: f64 = for %u: f64 in %x carry (%c: f64 = 0.0, %d: f64 = 0.0) {
        %0: f64 = mul %u, 3.0
        %1: f64 = add %c, %0
        %2: f64 = add %d, %u
        next %1, %2
      }
      %3: f64 = sub %a, %b
      %4: f64 = add %s, %3
      return %4
    }
After:
    func @f(%x: f64[n], %s: f64) {
      %a: f64 = for %u: f64 in %x carry (%c: f64 = %s) {
        %0: f64 = mul %u, 3.0
        %1: f64 = add %c, %0
        %2: f64 = sub %1, %u
        next %2
      }
      return %a
    }

`1 - alpha` is computed before the loop that reads it: its cotangent is a sum of its own, and taken
from that of `alpha` behind the loop. In one sum their terms may have a common factor.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace

from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, For, Function, If, Next, Op, Operand, Value
from ..ir.traverse import free_values, map_blocks, reads, substituted
from ..ir.types import ScalarType
from .arithmetic import number_of, of_derivative

_SUMS = frozenset({operator.add, operator.sub})
_OTHER = {operator.add: operator.sub, operator.sub: operator.add}
#: the sums on the way of an accumulator through a body, each with what it adds to
Path = dict[Call, Value]


def run(fn: Function) -> Function:
    found = inventory(fn)
    if not any(isinstance(op, For) for op in found.controls) or not found.calls(_SUMS):
        return fn
    body = _Blocks().block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Blocks:
    """One walk over the blocks; who reads what in each is found once."""

    def __init__(self) -> None:
        self.known: dict[Block, dict[Value, list[int]]] = {}

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = tuple(map_blocks(op, self.block) for op in block.ops)
        if ops != block.ops:
            block = Block(block.args, ops, block.terminator)
        while (new := self.once(block)) is not None:
            block = new
        return block

    def once(self, block: Block) -> Block | None:
        """The block with one sum less behind its loops; None where there is no such sum."""
        places = {r: k for k, op in enumerate(block.ops) if type(op) is For for r in op.results}
        for op in block.ops if places else ():
            if type(op) is not Call or not _is_sum(op, operator.neg):
                continue
            for total in op.args:
                if total in places and len(self.readers(block)[total]) == 1:
                    new = self.taken_in(block, op, places[total], total)
                    if new is not None:
                        return new
        return None

    def taken_in(self, block: Block, op: Call, place: int, total: Value) -> Block | None:
        """The block without the sum `op`, of which one term is the `total` of a loop."""
        loop = block.ops[place]
        k = loop.results.index(total)
        path, init = self.path_of(loop, k), loop.inits[k]
        if path is None or total.type != op.result.type:
            return None
        minus = total not in _added(op)
        (other,) = [arg for arg in op.args if arg is not total] or [init]
        if not minus and op.callee is operator.sub:
            return None
        if number_of(init) != 0.0:
            return self.taken_on(block, op, place, k, other) if init in loop.uses else None
        if other in loop.results:
            return self.joined(block, op, place, (total, other))
        if other is not init and not is_before(block, place, other, total):
            return None
        new = _started(loop, k, other, op.result)
        body = _flipped(loop.body, path) if minus else loop.body
        return _with_loop(block, op, place, replace(new, body=body), k)

    def taken_on(
        self, block: Block, op: Call, place: int, k: int, other: Operand
    ) -> Block | None:
        """The block where the sum stands between this loop and an earlier one that has summed up
        what this one starts from."""
        loop = block.ops[place]
        init, total = loop.inits[k], loop.results[k]
        before = enumerate(block.ops[:place])
        earlier = [n for n, o in before if type(o) is For and init in o.results]
        if not earlier or len(self.readers(block)[init]) > 1 or init.type != total.type:
            return None
        if other is not init and not is_before(block, earlier[0], other, total):
            return None
        args = (init,) if other is init else (other, init)
        early = Call(op.callee, args, (), Value("", total.type, op.span), False, op.span)
        new = _started(loop, k, early.result, op.result)
        if op.callee is not operator.add:
            new = replace(new, body=_flipped(loop.body, self.path_of(loop, k)))
        block = Block(block.args, (*block.ops[:place], early, *block.ops[place:]), block.terminator)
        return _with_loop(block, op, place + 1, new, k)

    def joined(
        self, block: Block, op: Call, place: int, pair: tuple[Value, Value]
    ) -> Block | None:
        """The block where the loop sums up both of the pair, of its results, in the second one."""
        loop = block.ops[place]
        gone, kept = map(loop.results.index, pair)
        paths = self.path_of(loop, gone), self.path_of(loop, kept)
        if None in paths or len(self.readers(block)[pair[1]]) != 1:
            return None
        if pair[1].type != op.result.type or not all(sum_ in loop.body.ops for sum_ in paths[0]):
            return None
        new = _merged(loop, gone, kept, paths[0], pair[0] not in _added(op))
        k = kept - (gone < kept)
        return _with_loop(block, op, place, _started(new, k, new.inits[k], op.result), k)

    def path_of(self, loop: For, k: int) -> Path | None:
        """The way of a carry that the loop only adds to."""
        arg = loop.body.args[len(loop.iterables) + k]
        if type(arg.type) is not ScalarType:
            return None
        found = self.path(loop.body, arg)
        return found[0] if found is not None and found[1] == k else None

    def path(self, block: Block, value: Value) -> tuple[Path, int] | None:
        """The sums from a value to an operand of the terminator, by its number, where nothing else
        reads what is on the way."""
        found: Path = {}
        while len(places := self.readers(block).get(value, ())) == 1:
            if places[0] == len(block.ops):
                ends = [k for k, end in enumerate(block.terminator.operands) if end is value]
                return (found, ends[0]) if len(ends) == 1 else None
            op = block.ops[places[0]]
            if type(op) is Call:
                if not _is_sum(op) or value not in _added(op):
                    return None
                found[op] = value
                value = op.result
                continue
            parts = self.parts(op, value)
            ends = {None if part is None else part[1] for part in parts}
            if len(ends) != 1 or None in ends:
                return None
            for path, _ in parts:
                found |= path
            value = op.results[ends.pop()]
        return None

    def parts(self, op: Op, value: Value) -> list[tuple[Path, int] | None]:
        """The ways through the blocks of a branch or loop."""
        if type(op) is If and op.condition is not value:
            return [self.path(op.then, value), self.path(op.orelse, value)]
        if type(op) is For and value not in free_values(op.body) and op.inits.count(value) == 1:
            k = op.inits.index(value)
            part = self.path(op.body, op.body.args[len(op.iterables) + k])
            return [part if part is not None and part[1] == k else None]
        return [None]

    def readers(self, block: Block) -> dict[Value, list[int]]:
        if block not in self.known:
            found = self.known[block] = {}
            for place, node in enumerate((*block.ops, block.terminator)):
                for value in reads(node):
                    found.setdefault(value, []).append(place)
        return self.known[block]


def is_before(block: Block, place: int, other: Operand, total: Value) -> bool:
    """True for a number like the total that is there before what stands at the place."""
    made = any(other in op.results for op in block.ops[place:])
    return isinstance(other, Value) and other.type == total.type and not made


def _is_sum(op: Call, *more: object) -> bool:
    """True for a sum of two numbers in a derivative."""
    if op.callee not in _SUMS and op.callee not in more or op.kwargs or not of_derivative(op):
        return False
    return type(op.result.type) is ScalarType and op.args.count(op.args[0]) == 1


def _added(op: Call) -> tuple[Operand, ...]:
    """The terms of a sum that have no minus."""
    return {operator.add: op.args, operator.sub: op.args[:1]}.get(op.callee, ())


def _with_loop(block: Block, op: Call, place: int, new: For, k: int) -> Block:
    """The block with another loop, the result of which is what `op` made."""
    known = {op.result: new.results[k]}
    ops = (*block.ops[:place], new, *(o for o in block.ops[place + 1 :] if o is not op))
    return substituted(Block(block.args, ops, block.terminator), known)


def _started(loop: For, k: int, init: Operand, result: Value) -> For:
    """The loop with another start of a carry; the result is named for what was made of it."""
    inits = (*loop.inits[:k], init, *loop.inits[k + 1 :])
    old = loop.results[k]
    named = Value(result.name or old.name, old.type, old.span)
    results = (*loop.results[:k], named, *loop.results[k + 1 :])
    return replace(loop, inits=inits, results=results)


def _flipped(block: Block, path: Path) -> Block:
    """The block with a minus for a plus in the sums of the path, and a plus for a minus."""

    def flipped(op: Op) -> Op:
        if op not in path:
            return map_blocks(op, lambda inner: _flipped(inner, path))
        total = path[op]
        (term,) = (arg for arg in op.args if arg is not total)
        return replace(op, callee=_OTHER[op.callee], args=(total, term))

    return Block(block.args, tuple(map(flipped, block.ops)), block.terminator)


def _merged(loop: For, gone: int, kept: int, path: Path, minus: bool) -> For:
    """The loop with the terms of one carry in another one; `minus`: they are taken away there."""
    body, count = loop.body, len(loop.iterables)
    operands = [*body.terminator.operands]
    total = operands[kept]
    ops: list[Op] = []
    waiting: list[Call] = []
    is_made = total in body.args
    for op in body.ops:
        if op in path:
            waiting.append(op)
        else:
            ops.append(op)
            is_made = is_made or total in op.results
        if is_made:
            for sum_ in waiting:
                (term,) = (arg for arg in sum_.args if arg is not path[sum_])
                callee = _OTHER[sum_.callee] if minus else sum_.callee
                result = Value(total.name, total.type, sum_.span)
                ops.append(Call(callee, (total, term), (), result, False, sum_.span))
                total = result
            waiting = []
    operands[kept] = total
    args = (*body.args[: count + gone], *body.args[count + gone + 1 :])
    body = Block(args, tuple(ops), Next(_left_out(operands, gone), body.terminator.stop))
    inits, results = _left_out(loop.inits, gone), _left_out(loop.results, gone)
    return replace(loop, inits=inits, results=results, body=body)


def _left_out(operands: Sequence, k: int) -> tuple:
    return (*operands[:k], *operands[k + 1 :])
