"""Moves the next value of a carried variable behind the last read of its present value.

Before:  x_1 = 0.5 * (x + a / x); tape.append(x); x = x_1
After:   tape.append(x); x = 0.5 * (x + a / x)

So it is with what one branch of an `if` changes and the other hands on as it is.

In: the nodes of a plan, changed in place. Only pure ops move, and none past a write into memory
that it reads; what its expression consists of follows when it is nested.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..ir.nodes import Call, Function, If, Op, Operand, Value, leaves
from ..ir.traverse import operands_of
from .nesting import inner_nodes, values_of, values_read
from .plan import Branch, Copy, Do, Node, Plan
from .storage import Roots, is_mutable

NOTHING: Mapping[Value, tuple[Operand, ...]] = {}


def defer(plan: Plan, roots: Roots, counts: Mapping[Value, int]) -> None:
    _Deferrer(plan.inline, roots, counts).block(plan.nodes)


class _Deferrer:
    def __init__(self, inline: Mapping[Value, Op], roots: Roots, counts: Mapping[Value, int]):
        self.inline = inline
        self.roots = roots
        self.counts = counts
        self.reads: _Reads | None = None

    def block(self, nodes: list[Node], kept: Mapping[Value, tuple[Operand, ...]] = NOTHING) -> None:
        """`kept`: what the branches of an `if` hand on as its results."""
        copies = False
        for node in nodes:
            if type(node) is not Do:
                copies = copies or type(node) is Copy
                handed = _handed_on(node.op) if type(node) is Branch else NOTHING
                for inner in inner_nodes(node):
                    self.block(inner, handed)
        if not copies:
            return
        definers: dict[Value, Do] = {}
        self.reads = None
        for end, copy in enumerate(nodes):
            if type(copy) is Do:
                for result in copy.op.results:
                    definers[result] = copy
            elif type(copy) is Copy:
                for target, source in copy.pairs:
                    node = definers.get(source) if isinstance(source, Value) else None
                    if node is not None and self.counts.get(source) == 1:
                        present = {v for v in (target, *kept.get(target, ())) if type(v) is Value}
                        self.move(nodes, end, present - {source}, node)

    def move(self, nodes: list[Node], end: int, present: set[Value], node: Do) -> None:
        """Move the op of a node to the copy at `end`, where something reads the present value
        first, in any of its versions."""
        if not self.is_movable(node):
            return
        start = end - 1
        while nodes[start] is not node:
            start -= 1
        if start == end - 1:
            return
        if self.reads is None:
            self.reads = _Reads(self.single_uses(nodes), self.roots)
        memory = {self.roots.of(v) for v in present if is_mutable(v)}
        last = end - 1
        while last > start and not self.reads.any_of(nodes[last], present, memory):
            last -= 1
        if self.allows(node, nodes[start + 1 : last + 1]):
            del nodes[start]
            nodes.insert(last, node)

    def single_uses(self, nodes: list[Node]) -> dict[Value, Op]:
        """What is computed by these nodes and read once: it may be nested where it is read."""
        found = {}
        for node in nodes:
            if isinstance(node, Do) and self.is_movable(node):
                if self.counts.get(node.op.result) == 1:
                    found[node.op.result] = node.op
        return {**self.inline, **found}

    def is_movable(self, node: Do) -> bool:
        op = node.op
        if node.pop is not None or not isinstance(op, Call) or op.effect:
            return False
        return node.written is None and not getattr(op.callee, "written", ())

    def allows(self, node: Do, between: list[Node]) -> bool:
        """True where nothing in between writes what the op reads."""
        found = values_of(node.op, self.inline)
        memory = {self.roots.of(v) for v in found if is_mutable(v)}
        return not memory or not any(self.disturbs(each, memory) for each in between)

    def disturbs(self, node: Node, memory: set[Value]) -> bool:
        if isinstance(node, Do) and isinstance(node.op, Call):
            op = node.op
            if op.effect or node.pop is not None:
                return True
            operands = () if node.written is None else (node.written,)
            if isinstance(op.callee, Function) and op.callee.written:
                operands = operands_of(op)
            if any(self.roots.of(v) in memory for o in operands for v in leaves(o)):
                return True
        return any(self.disturbs(each, memory) for inner in inner_nodes(node) for each in inner)


class _Reads:
    """What the nodes of a block read, in themselves or in what they hold: found once for each, when
    it is asked for."""

    def __init__(self, nestable: Mapping[Value, Op], roots: Roots):
        self.nestable, self.roots = nestable, roots
        self.values: dict[int, set[Value]] = {}
        """by the id of the node"""

    def of(self, node: Node) -> set[Value]:
        found = self.values.get(id(node))
        if found is None:
            found = self.values[id(node)] = set(values_read(node, self.nestable))
            for inner in inner_nodes(node):
                found.update(*map(self.of, inner))
        return found

    def any_of(self, node: Node, values: set[Value], memory: set[Value]) -> bool:
        """True where one of the values is read, or another version of what is in this memory."""
        found = self.of(node)
        if not values.isdisjoint(found):
            return True
        return bool(memory) and any(is_mutable(v) and self.roots.of(v) in memory for v in found)


def _handed_on(op: If) -> Mapping[Value, tuple[Operand, ...]]:
    ends = zip(op.then.terminator.operands, op.orelse.terminator.operands)
    return dict(zip(op.results, ends))
