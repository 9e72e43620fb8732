"""Which value each item is that a loop takes off a tape: the nodes of a plan in, pairs out.

An item that has the name of the value that was put on the tape can be read without looking the
tape up: `tape.append((x, t))` forward, `for x, t in reversed(tape)` backward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..ir import prims
from ..ir.nodes import Call, Op, Operand, Pack, Value
from .nesting import inner_nodes
from .plan import Do, Loop, Node
from .tuples import Items


def stored(
    nodes: list[Node], inline: Mapping[Value, Op], items: Items, same: Callable[[Value], Value]
) -> dict[Value, Value]:
    """What was put on a list, for each value that is taken off it; `same` says which values are
    one list."""
    appended: dict[Value, Operand] = {}
    taken: list[tuple[Value, Value]] = []
    for node in _all(nodes):
        if type(node) is Do:
            op = node.op
            if type(op) is not Call:
                continue
            if op.callee is prims.list_append and isinstance(op.args[0], Value):
                appended.setdefault(same(op.args[0]), op.args[1])
            elif node.pop is not None and op.result is not None:
                taken.append((op.result, op.args[0]))
        elif isinstance(node, Loop):
            for target, iterable in zip(node.targets, getattr(node.op, "iterables", ())):
                op = inline.get(iterable) if isinstance(iterable, Value) else None
                if isinstance(op, Call) and op.callee is reversed:
                    taken.append((target, op.args[0]))
    found: dict[Value, Value] = {}
    for target, tape in taken:
        if isinstance(tape, Value) and same(tape) in appended:
            found.update(_pairs(target, appended[same(tape)], inline, items))
    return found


def _pairs(target: Value, put: Operand, inline, items: Items) -> Iterator[tuple[Value, Value]]:
    parts = items.get(target)
    if parts is None:
        if isinstance(put, Value):
            yield target, put
        return
    for part, operand in zip(parts, _items_of(put, inline)):
        if part is not None:
            yield from _pairs(part, operand, inline, items)


def _items_of(put: Operand, inline) -> tuple[Operand, ...]:
    if isinstance(put, Pack):
        return put.items
    op = inline.get(put) if isinstance(put, Value) else None
    return op.args if isinstance(op, Call) and op.callee is prims.build_tuple else ()


def _all(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        for inner in inner_nodes(node):
            yield from _all(inner)
