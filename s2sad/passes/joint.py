"""A loop over what another loop has put on a tape is run in that one, while the entries are made.

Before:
    func @f(%x: f64[n]) {
      %0: list<f64> = build_list
      %1: list<f64> = for %v: f64 in %x carry (%2: list<f64> = %0) {
        %3: f64 = np.sin %v
        %4: list<f64> = list_append %2, %3
        next %4
      }
      %y: f64[n] = np.zeros_like %x
      %5: iter<int> = count 0
      %z: f64[n] = for %i: int, %item: f64 in %5, %1 carry (%6: f64[n] = %y) {
        %7: f64[n] = accumulate %6, (%i,), %item
        next %7
      }
      return %z
    }
After:
    func @f(%x: f64[n]) {
      %0: list<f64> = build_list
      %y: f64[n] = np.zeros_like %x
      %5: iter<int> = count 0
      %z: f64[n] = for %i: int, %v: f64 in %5, %x carry (%6: f64[n] = %y) {
        %3: f64 = np.sin %v
        %7: f64[n] = accumulate %6, (%i,), %3
        next %7
      }
      return %z
    }

The second loop is one of a derivative, which `onward` has turned. (`%0` is for `dce`.)
"""

from __future__ import annotations

from dataclasses import replace

from ..analysis import effects
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, Next, Op, Operand, Value
from ..ir.traverse import count_uses, map_blocks, reads, substituted
from ..ir.types import ArrayType, ListType
from .arithmetic import of_derivative


def run(fn: Function) -> Function:
    found = inventory(fn)
    loops = [op for op in found.controls if isinstance(op, For)]
    if prims.list_append not in found.callees or not any(map(of_derivative, loops)):
        return fn
    body = _Joining(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Joining:
    def __init__(self, fn: Function):
        self.counts = count_uses(fn)
        self.effects = effects.run(fn)
        self.makers = {op.result: op for op in inventory(fn).ops if isinstance(op, Call)}

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = list(block.ops)
        while self.joined(ops):
            pass
        ops = [map_blocks(op, self.block) for op in ops]
        same = len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops))
        return block if same else Block(block.args, tuple(ops), block.terminator)

    def joined(self, ops: list[Op]) -> bool:
        """Run one loop in the one that makes its tape, if there are two such."""
        loops = [(k, op) for k, op in enumerate(ops) if type(op) is For]
        made = {result: j for j, maker in loops for result in maker.results}
        for k, reader in loops:
            if not of_derivative(reader):
                continue
            for place, tape in enumerate(reader.iterables):
                if tape in made and self.join(ops, made[tape], k, place):
                    return True
        return False

    def join(self, ops: list[Op], j: int, k: int, place: int) -> bool:
        maker, reader = ops[j], ops[k]
        tape = reader.iterables[place]
        number = maker.results.index(tape)
        append = self.append(maker, number)
        if append is None or not self.ends_with(maker, reader, place):
            return False
        early, late = _split(ops[j + 1 : k], maker)
        given = {result for op in (maker, *late) for result in op.results} - {tape}
        changed = {init for init in maker.inits if _is_buffer(init)}
        if not (given | changed).isdisjoint(reads(reader)):
            return False
        if not self.effects.isdisjoint((maker, reader, *early, *late)):
            return False
        ops[j : k + 1] = [*early, self.joint(maker, reader, place, number, append), *late]
        return True

    def append(self, maker: For, number: int) -> Call | None:
        """What puts one entry on the tape in each iteration, if nothing else is done with it."""
        arg = maker.body.args[len(maker.iterables) + number]
        end, start = maker.body.terminator, self.makers.get(maker.inits[number])
        if end.stop is not None or start is None or start.callee is not prims.build_list:
            return None
        chain = start.result, arg, end.operands[number], maker.results[number]
        if start.args or any(self.counts[value] != 1 for value in chain):
            return None
        return next(
            (op for op in maker.body.ops if op.results == chain[2:3] and _appends(op, arg)), None
        )

    def ends_with(self, maker: For, reader: For, place: int) -> bool:
        """True for a loop over all of the tape, in which it stands once."""
        others = [*reader.iterables[:place], *reader.iterables[place + 1 :]]
        if reader.iterables[place] in others or reader.body.terminator.stop is not None:
            return False
        return reader.even or all(
            other in maker.iterables or self.start(other) is not None for other in others
        )

    def start(self, iterable: Operand) -> Operand | None:
        """Where what counts upwards by 1 begins."""
        call = self.makers.get(iterable)
        if call is not None and call.callee is prims.count:
            return call.args[0] if call.args else Const(0)
        return None

    def joint(self, maker: For, reader: For, place: int, number: int, append: Call) -> For:
        """The body of the one loop behind that of the other."""
        first, count = len(maker.iterables), len(reader.iterables)
        known: dict[Value, Operand] = {reader.body.args[place]: append.args[1]}
        iterables, variables = [], []
        for variable, iterable in zip(reader.body.args, reader.iterables):
            if variable not in known:
                same = self.same(maker, iterable)
                if same is None:
                    iterables.append(iterable)
                    variables.append(variable)
                else:
                    known[variable] = same
        tail = substituted(Block((), reader.body.ops, reader.body.terminator), known)
        ops = tuple(op for op in maker.body.ops if op is not append)
        even = maker.even if not iterables else (
            (maker.even or first == 1) and not any(map(self.start, iterables))
        )
        given = maker.body.args
        args = (*variables, *given[:first], *_without(given[first:], number),
                *reader.body.args[count:])  # fmt: skip
        nexts = *_without(maker.body.terminator.operands, number), *tail.terminator.operands
        return For(
            (*iterables, *maker.iterables),
            (*_without(maker.inits, number), *reader.inits),
            Block(args, (*ops, *tail.ops), Next(nexts)),
            (*_without(maker.results, number), *reader.results),
            maker.span, even,
        )  # fmt: skip

    def same(self, maker: For, iterable: Operand) -> Value | None:
        """The variable of a loop that is what one over this iterable would be."""
        for variable, other in zip(maker.body.args, maker.iterables):
            if other is iterable or self.counts_as(other, self.start(iterable)):
                return variable
        return None

    def counts_as(self, iterable: Operand, start: Operand | None) -> bool:
        """True for what counts upwards by 1 from there."""
        call = self.makers.get(iterable)
        if start is None or call is None or call.callee not in (range, prims.count):
            return False
        parts = call.args if len(call.args) > 1 or call.callee is prims.count else (
            Const(0), *call.args
        )  # fmt: skip
        by = parts[2] if len(parts) > 2 else Const(1)
        begin = parts[0] if parts else Const(0)
        return operand_key(by) == operand_key(Const(1)) and operand_key(begin) == operand_key(start)


def _appends(op: Op, tape: Value) -> bool:
    return isinstance(op, Call) and op.callee is prims.list_append and op.args[0] is tape


def _split(ops: list[Op], loop: For) -> tuple[list[Op], list[Op]]:
    """The ops that may stand before the loop, and those that read what it makes."""
    early, late, given = [], [], set(loop.results)
    for op in ops:
        if given.isdisjoint(reads(op)):
            early.append(op)
        else:
            late.append(op)
            given.update(op.results)
    return early, late


def _is_buffer(operand: Operand) -> bool:
    return isinstance(operand, Value) and isinstance(operand.type, ArrayType | ListType)


def _without(items: tuple, number: int) -> tuple:
    return (*items[:number], *items[number + 1 :])
