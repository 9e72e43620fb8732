"""Walk, substitute and clone IR: written once, used by every pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from ..source import Span
from .nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Return, Terminator, Value,
    While, Yield, leaves,
)  # fmt: skip
from .prims import raise_

_uses = attrgetter("uses")


def blocks_of(op: Op) -> tuple[Block, ...]:
    """The blocks nested directly in an op."""
    kind = type(op)
    if kind is For:
        return (op.body,)
    if kind is If:
        return (op.then, op.orelse)
    if kind is While:
        return (op.condition, op.body)
    return ()


def always_raises(block: Block) -> bool:
    """True where the block ends in a `raise`."""
    last = block.ops[-1] if block.ops else None
    return isinstance(last, Call) and last.callee is raise_


def map_blocks(op: Op, f: Callable[[Block], Block]) -> Op:
    """The op with `f` of the blocks nested directly in it."""
    kind = type(op)
    if kind is Call:
        return op
    if kind is For:
        body = f(op.body)
        if body is op.body:
            return op
        return For(op.iterables, op.inits, body, op.results, op.span, op.even)
    if kind is If:
        then, orelse = f(op.then), f(op.orelse)
        if then is op.then and orelse is op.orelse:
            return op
        return If(op.condition, then, orelse, op.results, op.span)
    condition, body = f(op.condition), f(op.body)
    if condition is op.condition and body is op.body:
        return op
    return While(op.inits, condition, body, op.results, op.span)


def at_side(op: If, side: int, operand: Operand) -> Operand:
    """What an operand is behind this side of a branch: 0 is where its condition holds."""
    if operand is op.condition:
        return Const(side == 0)
    if operand in op.results:
        return (op.then, op.orelse)[side].terminator.operands[op.results.index(operand)]
    return operand


def with_carries(
    op: For | While, args: Iterable[Value], inits: Iterable[Operand], results: Iterable[Value]
) -> For | While:
    """The loop with carries more, which its body hands on already; `args` are what they are in it.
    """
    args = tuple(args)
    body = replace(op.body, args=(*op.body.args, *args))
    new = replace(op, inits=(*op.inits, *inits), body=body, results=(*op.results, *results))
    if isinstance(op, For):
        return new
    fresh = [Value(arg.name, arg.type, arg.span) for arg in args]
    return replace(new, condition=replace(op.condition, args=(*op.condition.args, *fresh)))


def operands_of(op: Op | Terminator) -> tuple[Operand, ...]:
    """The operands that an op or terminator itself reads (not those of nested blocks)."""
    match op:
        case Call():
            return op.args + tuple([v for _, v in op.kwargs]) if op.kwargs else op.args
        case If():
            return (op.condition,)
        case For():
            return op.iterables + op.inits
        case While():
            return op.inits
        case Yield():
            return op.operands
        case Next():
            return op.operands if op.stop is None else (*op.operands, op.stop)
        case Return():
            return (op.value, *op.versions)
    raise TypeError(f"not an op: {op!r}")


def count_uses(fn: Function) -> Counter[Value]:
    """How often the text of the function reads each value; what nothing reads has no entry."""
    nodes = chain.from_iterable((*b.ops, b.terminator) for b in all_blocks(fn.body))
    return Counter(chain.from_iterable(map(_uses, nodes)))


def walk(block: Block) -> list[Op]:
    """Every op in a block, nested ones after the op that holds them."""
    if not block.controls:
        return list(block.ops)
    found: list[Op] = []
    for op in block.ops:
        found.append(op)
        if type(op) is not Call:
            for inner in blocks_of(op):
                found += walk(inner)
    return found


def all_blocks(block: Block) -> list[Block]:
    """The block and every block nested in it, outermost first."""
    found = [block]
    for op in block.controls:
        for inner in blocks_of(op):
            found += all_blocks(inner)
    return found


def free_values(*blocks: Block) -> dict[Value, None]:
    """Values that the blocks use and do not define, in order of first use."""
    defined: set[Value] = set()
    found: dict[Value, None] = {}
    for block in blocks:
        _add_free(block, defined, found)
    return found


def reads(node: Op | Terminator) -> dict[Value, None]:
    """The values that a node reads, also in its blocks if these do not define them, each once."""
    if not isinstance(node, If | For | While):
        return dict.fromkeys(node.uses)
    return free_values(Block((), (node,), Yield(())))


def _add_free(block: Block, defined: set[Value], found: dict[Value, None]) -> None:
    defined.update(block.args)
    for op in block.ops:
        for value in op.uses:
            if value not in defined:
                found[value] = None
        if type(op) is Call:
            defined.add(op.result)
        else:
            for inner in blocks_of(op):
                _add_free(inner, defined, found)
            defined.update(op.results)
    for value in block.terminator.uses:
        if value not in defined:
            found[value] = None


Substitution = Callable[[Value], Operand]


def map_operand(operand: Operand, f: Substitution) -> Operand:
    """The operand with each value replaced by `f(value)`; the same object where nothing changes."""
    if type(operand) is Value:
        return f(operand)
    if type(operand) is Const:
        return operand
    items = map_operands(operand.items, f)
    return operand if items is operand.items else Pack(operand.kind, items, operand.keys)


def map_operands(operands: tuple[Operand, ...], f: Substitution) -> tuple[Operand, ...]:
    new = tuple([map_operand(o, f) for o in operands])
    return operands if new == operands else new


def map_terminator(terminator: Terminator, f: Substitution) -> Terminator:
    match terminator:
        case Yield():
            new = map_operands(terminator.operands, f)
            return terminator if new is terminator.operands else Yield(new)
        case Next():
            new = map_operands(terminator.operands, f)
            stop = None if terminator.stop is None else map_operand(terminator.stop, f)
            if new is terminator.operands and stop is terminator.stop:
                return terminator
            return Next(new, stop)
        case Return():
            return Return(
                map_operand(terminator.value, f), map_operands(terminator.versions, f)
            )


def map_call(op: Call, f: Substitution) -> Call:
    """The call with its operands substituted, itself where none is; its result stays."""
    for value in op.uses:
        if f(value) is not value:
            break
    else:
        return op
    args = map_operands(op.args, f)
    kwargs = op.kwargs and tuple([(k, map_operand(v, f)) for k, v in op.kwargs])
    return Call(op.callee, args, kwargs, op.result, op.effect, op.span)


def map_replaced(op: Call, replaced: Mapping[Value, Operand]) -> Call:
    """`map_call`; most calls have nothing to replace, and asking first is far cheaper."""
    if replaced.keys().isdisjoint(op.uses):
        return op
    return map_call(op, lambda value: replaced.get(value, value))


def substitute(block: Block, f: Substitution) -> Block:
    """The block with every use replaced by `f(value)`, nested blocks included; definitions stay."""
    ops = tuple([substitute_op(op, f) for op in block.ops])
    terminator = map_terminator(block.terminator, f)
    if terminator is block.terminator and ops == block.ops:
        return block
    return Block(block.args, ops, terminator)


def substituted(block: Block, table: Mapping[Value, Operand]) -> Block:
    """`substitute` by a table: most calls read none of its values."""
    if not table:
        return block
    stays = table.keys().isdisjoint

    def found(value: Value) -> Operand:
        return table.get(value, value)

    ops = tuple([
        op if type(op) is Call and stays(op.uses) else substitute_op(op, found)
        for op in block.ops
    ])  # fmt: skip
    terminator = map_terminator(block.terminator, found)
    if terminator is block.terminator and ops == block.ops:
        return block
    return Block(block.args, ops, terminator)


def substitute_op(op: Op, f: Substitution) -> Op:
    match op:
        case Call():
            return map_call(op, f)
        case If():
            new = If(map_operand(op.condition, f), substitute(op.then, f),
                     substitute(op.orelse, f), op.results, op.span)  # fmt: skip
            same = (
                new.condition is op.condition and new.then is op.then and new.orelse is op.orelse
            )
        case For():
            new = For(map_operands(op.iterables, f), map_operands(op.inits, f),
                      substitute(op.body, f), op.results, op.span, op.even)  # fmt: skip
            same = (
                new.iterables is op.iterables and new.inits is op.inits and new.body is op.body
            )
        case While():
            new = While(map_operands(op.inits, f), substitute(op.condition, f),
                        substitute(op.body, f), op.results, op.span)  # fmt: skip
            same = (
                new.inits is op.inits
                and new.condition is op.condition
                and new.body is op.body
            )
    return op if same else new


class Cloner:
    """Copies ops with fresh result values; `map` holds old value -> new operand.

    Values that are not in the map are free and stay themselves.
    """

    def __init__(self, mapping: dict[Value, Operand] | None = None):
        self.map: dict[Value, Operand] = {} if mapping is None else mapping

    def span(self, span: Span | None) -> Span | None:
        """The place of a copy: that of the original."""
        return span

    def value(self, value: Value) -> Operand:
        return self.map.get(value, value)

    def operand(self, operand: Operand) -> Operand:
        kind = type(operand)
        if kind is Value:
            return self.map.get(operand, operand)
        return operand if kind is Const else map_operand(operand, self.value)

    def fresh(self, value: Value) -> Value:
        new = self.map[value] = Value(value.name, value.type, self.span(value.span))
        return new

    def fresh_results(self, op: Op) -> tuple[Value, ...]:
        return tuple(map(self.fresh, op.results))

    def block(self, block: Block) -> Block:
        args = tuple(map(self.fresh, block.args))
        ops = tuple(map(self.op, block.ops))
        return Block(args, ops, map_terminator(block.terminator, self.value))

    def op(self, op: Op) -> Op:
        span = self.span(op.span)
        match op:
            case Call():
                known, kwargs = self.map, op.kwargs
                args = tuple(
                    [known.get(a, a) if type(a) is Value else self.operand(a) for a in op.args]
                )
                if kwargs:
                    kwargs = tuple([(name, self.operand(value)) for name, value in kwargs])
                result = None if op.result is None else self.fresh(op.result)
                return Call(op.callee, args, kwargs, result, op.effect, span)
            case If():
                condition = self.operand(op.condition)
                then, orelse = self.block(op.then), self.block(op.orelse)
                return If(condition, then, orelse, self.fresh_results(op), span)
            case For():
                iterables = tuple(map(self.operand, op.iterables))
                inits = tuple(map(self.operand, op.inits))
                body = self.block(op.body)
                return For(iterables, inits, body, self.fresh_results(op), span, op.even)
            case While():
                inits = tuple(map(self.operand, op.inits))
                condition, body = self.block(op.condition), self.block(op.body)
                return While(inits, condition, body, self.fresh_results(op), span)
        raise TypeError(f"not an op: {op!r}")


def clone_function(fn: Function) -> Function:
    """A copy of the function that shares no value with it."""
    cloner = Cloner()
    for param in fn.params:
        for leaf in leaves(param.tree):
            cloner.fresh(leaf)
    params = tuple(replace(p, tree=cloner.operand(p.tree)) for p in fn.params)
    written = tuple(cloner.map[v] for v in fn.written)
    return replace(fn, params=params, body=cloner.block(fn.body), written=written)


def bind_parameters(cloner: Cloner, callee: Function, operands: list[Operand]) -> None:
    for param, operand in zip(callee.params, operands):
        bind_tree(cloner, param.tree, operand)


def bind_tree(cloner: Cloner, tree: Operand, operand: Operand) -> None:
    """Map the leaves of a parameter's tree to the parts of what stands for it."""
    if isinstance(tree, Value):
        cloner.map[tree] = operand
    elif isinstance(tree, Pack) and isinstance(operand, Pack):
        for part, actual in zip(tree.items, operand.items):
            bind_tree(cloner, part, actual)
