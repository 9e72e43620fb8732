"""Store or recompute: how the backward region of a block gets the forward values it reads.

In: the forward block, the values of it that the backward region needs. Out: which of them (or of
what they are made of) are stored, and which operations are run again. It is a minimum cut: values
are nodes with what storing them costs, cheap operations are edges that cannot be cut
(as in the rematerializing partitioner of functorch; the cut by augmenting paths, Ford and
Fulkerson 1956).
"""

from __future__ import annotations

import math
import operator
from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np

from ..ir import prims
from ..ir.nodes import Block, Call, If, Op, Operand, Value
from ..ir.traverse import free_values
from ..ir.types import (
    ArrayType, IterType, ListType, OpaqueType, RecordType, ScalarType, TupleType,
)  # fmt: skip

#: run again rather than stored, where the result is a scalar or a view
CHEAP_SCALAR = frozenset({
    operator.add, operator.sub, operator.mul, operator.neg, operator.floordiv, operator.mod,
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, operator.not_,
    operator.and_, operator.or_, operator.getitem, operator.truediv, abs, len, range, reversed,
    prims.axis_length, np.size, np.shape, prims.count, float, int,
})  # fmt: skip
CHEAP_VIEW = frozenset({
    operator.getitem, np.transpose, np.swapaxes, np.reshape, np.squeeze, np.expand_dims, np.ravel,
    range, reversed, prims.count,
})  # fmt: skip
#: of `math`, what takes no longer than a pair on a tape
CALLED = frozenset({math.sin, math.cos, math.tan, math.exp, math.sqrt, math.tanh, math.atan})
INFINITE = 10**9
BY_REFERENCE, SCALAR, COPY = 14, 10, 200


@dataclass(frozen=True, slots=True)
class Plan:
    """`stored` values, in order of definition; `recomputed` operations, in order of execution."""

    stored: tuple[Value, ...]
    recomputed: tuple[Op, ...]


Planner = Callable[
    [Block, Iterable[Value], Callable[[Value], bool], frozenset[Value], bool, Collection[Op]], Plan
]


def is_cheap(op: Op) -> bool:
    """An operation that costs no more than storing its result and fetching it."""
    if not isinstance(op, Call) or op.effect or op.result is None:
        return False
    if op.callee is operator.getitem and _holds_record(op.args[0]):
        return False
    if isinstance(op.result.type, (ArrayType, TupleType, ListType)):
        if op.callee is operator.getitem and isinstance(op.result.type, ArrayType):
            return _is_view(op)
        return op.callee in CHEAP_VIEW
    if op.callee in (max, min):  # of numbers, not of a list
        return len(op.args) > 1 and all(not isinstance(v.type, ListType) for v in op.uses)
    return op.callee in CHEAP_SCALAR or op.callee in CHEAP_VIEW


def _holds_record(operand: Operand) -> bool:
    """What a function returns with its residuals: what is read of it is stored by name."""
    type_ = getattr(operand, "type", None)
    return isinstance(type_, TupleType) and any(isinstance(t, RecordType) for t in type_.items)


def _is_view(op: Call) -> bool:
    """An index of scalars and slices; a fancy or masked read makes a new array."""
    return not any(isinstance(v.type, (ArrayType, ListType)) for v in op.uses[1:])


def is_repeatable(op: Op) -> bool:
    """An operation that may be run a second time where that saves a whole forward loop."""
    if isinstance(op, If):
        return all(is_repeatable(inner) for block in (op.then, op.orelse) for inner in block.ops)
    return (
        isinstance(op, Call)
        and not op.effect
        and op.result is not None
        and isinstance(op.result.type, (ScalarType, ArrayType))
        and op.callee not in (prims.write, prims.accumulate, prims.accumulate_at)
    )


def plan(
    block: Block,
    needed: Iterable[Value],
    is_free: Callable[[Value], bool],
    written: frozenset[Value],
    forward_is_dead: bool,
    idle: Collection[Op] = (),
) -> Plan:
    """How to make the `needed` values of a forward block available to its backward region.

    `is_free`: values that the backward region has anyway (a loop's index). `forward_is_dead`: if
    nothing is stored, the forward block need not run, so even costly operations are repeated.
    `idle`: costly operations that the forward block runs for nothing else (see `idle.calls`).
    """
    makers = {r: op for op in block.ops for r in op.results}
    inside = set(makers) | set(block.args)
    wanted = [v for v in needed if v in inside]
    if forward_is_dead:
        whole = _closure(wanted, makers, inside, is_free, is_repeatable, set())
        if whole is not None and not any(_reads_written(op, written) for op in whole):
            return Plan((), _ordered(block, whole))
    stored = _cut(wanted, makers, inside, is_free, written, lambda op: is_cheap(op) or op in idle)
    called = _called_again(stored, makers)
    stored -= called.keys()
    again = {*called.values(), *idle}
    recomputed = _closure(
        wanted, makers, inside, is_free, lambda op: is_cheap(op) or op in again, stored
    )
    if idle and not recomputed.isdisjoint(_behind(stored, makers).intersection(idle)):
        return plan(block, wanted, is_free, written, False)  # they would be run twice
    order = {v: k for k, v in enumerate((*block.args, *makers))}
    return Plan(tuple(sorted(stored, key=order.__getitem__)), _ordered(block, recomputed))


def store_everything(
    block: Block,
    needed: Iterable[Value],
    is_free: Callable[[Value], bool],
    written: frozenset[Value],
    forward_is_dead: bool,
    idle: Collection[Op] = (),
) -> Plan:
    """The plan that recomputes nothing but iterators; the results are the same, to which tests
    hold `plan`."""
    makers = {r: op for op in block.ops for r in op.results}
    order = {v: k for k, v in enumerate((*block.args, *makers))}
    stored: set[Value] = set()
    again: set[Op] = set()
    todo = [v for v in needed if v in order and not is_free(v)]
    while todo:
        value = todo.pop()
        maker = makers.get(value)
        if not isinstance(value.type, IterType) or maker is None:
            stored.add(value)
        elif maker not in again:  # an iterator can be used but once: it is made again
            again.add(maker)
            todo.extend(v for v in maker.uses if v in order and not is_free(v))
    return Plan(tuple(sorted(stored, key=order.__getitem__)), _ordered(block, again))


def _reads_written(op: Op, written: frozenset[Value]) -> bool:
    return any(v in written for v in _inputs(op))


def _inputs(op: Op) -> list[Value]:
    """What an op reads, nested blocks included."""
    inner = free_values(op.then, op.orelse) if isinstance(op, If) else ()
    return [*op.uses, *inner]


def _ordered(block: Block, ops: Iterable[Op]) -> tuple[Op, ...]:
    chosen = set(ops)
    return tuple(op for op in block.ops if op in chosen)


def _closure(wanted, makers, inside, is_free, allowed, stored) -> set[Op] | None:
    """The operations that make the wanted values from free and stored ones; None if impossible."""
    found: set[Op] = set()
    todo = [v for v in wanted if v not in stored and not is_free(v)]
    seen = set(todo)
    while todo:
        op = makers.get(todo.pop())
        if op is None or not allowed(op):
            return None
        if op in found:
            continue
        found.add(op)
        for value in _inputs(op):
            if value in inside and value not in stored and value not in seen:
                if not is_free(value):
                    seen.add(value)
                    todo.append(value)
    return found


def _behind(stored: Iterable[Value], makers) -> set[Op]:
    """The operations that the values are made by."""
    found: set[Op] = set()
    todo = list(stored)
    while todo:
        op = makers.get(todo.pop())
        if op is not None and op not in found:
            found.add(op)
            todo.extend(_inputs(op))
    return found


def cost(value: Value, written: frozenset[Value]) -> int:
    """What storing a value costs, in units of about 2 ns."""
    if value in written and isinstance(value.type, (ArrayType, ListType)):
        return COPY
    if isinstance(value.type, (ScalarType, OpaqueType)):
        return SCALAR
    return BY_REFERENCE


def _cut(wanted, makers, inside, is_free, written, allowed) -> set[Value]:
    """The cheapest values to store, as near to their use as the cost allows."""
    edges: dict = {}

    def edge(a, b, capacity: int) -> None:
        edges.setdefault(a, {})[b] = edges.get(a, {}).get(b, 0) + capacity
        edges.setdefault(b, {}).setdefault(a, 0)

    seen: set[Value] = set()
    todo = [v for v in wanted if not is_free(v)]
    for value in todo:
        edge((value, 1), "sink", INFINITE)
    while todo:
        value = todo.pop()
        if value in seen:
            continue
        seen.add(value)
        edge((value, 0), (value, 1), cost(value, written))
        op = makers.get(value)
        inputs = None
        if op is not None and allowed(op):
            inputs = [v for v in op.uses if v in inside and not is_free(v)]
        if inputs is None:
            edge("source", (value, 0), INFINITE)
            continue
        for source in inputs:
            edge((source, 1), (value, 0), INFINITE)
            todo.append(source)
    _saturate(edges)
    reaches = _reaches_sink(edges)
    return {v for v in seen if (v, 1) in reaches and (v, 0) not in reaches}


def _called_again(stored: set[Value], makers) -> dict[Value, Op]:
    """The call of `math` without which the tape holds single values. A pair on a tape is made,
    kept and taken apart, which costs more than the call; a third value costs far less."""
    if len(stored) == 2:
        for value in stored:
            op = makers.get(value)
            if isinstance(op, Call) and op.callee in CALLED and stored.issuperset(op.uses):
                return {value: op}
    return {}


def _saturate(edges: dict) -> None:
    """Push flow along shortest augmenting paths until none is left."""
    while "source" in edges:
        previous = {"source": None}
        queue = deque(["source"])
        while queue and "sink" not in previous:
            node = queue.popleft()
            for other, capacity in edges[node].items():
                if capacity > 0 and other not in previous:
                    previous[other] = node
                    queue.append(other)
        if "sink" not in previous:
            return
        path, node = [], "sink"
        while previous[node] is not None:
            path.append((previous[node], node))
            node = previous[node]
        flow = min(edges[a][b] for a, b in path)
        for a, b in path:
            edges[a][b] -= flow
            edges[b][a] += flow


def _reaches_sink(edges: dict) -> set:
    """Nodes from which the sink can be reached in what capacity is left."""
    if "sink" not in edges:
        return set()
    found, todo = {"sink"}, ["sink"]
    while todo:
        node = todo.pop()
        for other in edges[node]:
            if other not in found and edges[other].get(node, 0) > 0:
                found.add(other)
                todo.append(other)
    return found
