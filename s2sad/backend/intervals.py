"""When each variable holds a value that is still needed: a plan in, stretches of positions out.

Statements are numbered in the order of the text; a statement reads at 2p and assigns at 2p + 1.
A value's intervals are half open, sorted and have holes: a value that only the else branch reads
is not needed in the then branch. Two values can share a name where their intervals do not meet.

The analysis goes backwards over the nested statements once; what a loop needs again in its next
iteration is gathered before. Only results of ifs and carried variables have several assignments,
all of them `Copy` nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..ir import prims
from ..ir.nodes import Call, Op, Value
from .nesting import inner_nodes
from .plan import Branch, Copy, Do, Exit, Leave, Loop, Node
from .tuples import Items

Intervals = dict[Value, list[tuple[int, int]]]


def intervals(nodes: list[Node], parameters: list[Value], items: Items) -> Intervals:
    """The stretches in which each value is needed; `parameters` are assigned at position 0."""
    liveness = _Liveness(items)
    end = liveness.number(nodes, 1)
    liveness.scan(nodes, end)
    for value in parameters:
        liveness.define(value, 0)
    return {value: _joined(found[::-1]) for value, found in liveness.found.items()}


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(pieces) == 1:
        return pieces
    out: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


class _Liveness:
    def __init__(self, items: Items):
        self.items = items
        self.live: dict[Value, int] = {}
        self.found: Intervals = {}
        self.needs: dict[Loop, tuple[Value, ...]] = {}

    # positions, forwards

    def number(self, nodes: list[Node], at: int) -> int:
        """Number the nodes from `at`; the first free position after them."""
        for node in nodes:
            node.at = at
            at += 1
            if type(node) is Do:
                continue
            match node:
                case Branch(then=then, orelse=orelse):
                    node.middle = self.number(then, at) + 1
                    node.end = self.number(orelse, node.middle) + 1
                    at = node.end + 1
                case Loop(test=test, body=body):
                    node.end = self.number(body, self.number(test, at)) + 1
                    at = node.end + 1
                    self.needs[node] = self.exposed(node)
        return at

    def exposed(self, loop: Loop) -> tuple[Value, ...]:
        """What an iteration reads before it assigns it: outer values and carried variables."""
        read: dict[Value, None] = {}
        assigned = set(self.parts(loop.targets))
        self.gather([*loop.test, *loop.body], read, assigned)
        assigned.difference_update(loop.args)
        return tuple(value for value in read if value not in assigned)

    def gather(self, nodes: list[Node], read: dict[Value, None], assigned: set[Value]) -> None:
        for node in nodes:
            read.update(dict.fromkeys(node.reads))
            if type(node) is Do:
                assigned.update(self.parts(node.op.results))
                assigned.update(node.pop.results if node.pop is not None else ())
                continue
            match node:
                case Copy(pairs):
                    assigned.update(target for target, _ in pairs)
                case Loop():
                    read.update(dict.fromkeys(self.needs[node]))
                case Branch(then=then, orelse=orelse):
                    self.gather(then, read, assigned)
                    self.gather(orelse, read, assigned)

    def parts(self, values: Sequence[Value]) -> Sequence[Value]:
        """The variables that an assignment to the values sets."""
        if not self.items:
            return values
        found: list[Value] = []
        for value in values:
            if value in self.items:
                found += self.parts([v for v in self.items[value] if v is not None])
            else:
                found.append(value)
        return found

    # liveness, backwards

    def need(self, value: Value, at: int) -> None:
        if value not in self.live:
            self.live[value] = at

    def close(self, value: Value, start: int) -> None:
        """The value is not needed before `start`."""
        end = self.live.pop(value, None)
        if end is not None and end > start:
            self.found.setdefault(value, []).append((start, end))

    def define(self, value: Value, at: int) -> None:
        self.close(value, 2 * at + 1)

    def scan(self, nodes: list[Node], end: int) -> None:
        for node in reversed(nodes):
            if type(node) is Do:
                self.do(node, node.op, node.pop)
                continue
            match node:
                case Copy(pairs):
                    for target, _ in pairs:
                        self.define(target, node.at)
                case Branch():
                    self.branch(node)
                case Loop():
                    self.loop(node)
            self.read(node)

    def read(self, node: Node) -> None:
        same = node.same if isinstance(node, Exit) else {}
        for value in node.reads:
            self.need(same.get(value, value), 2 * node.at + 1)

    def do(self, node: Do, op: Op, pop: Call | None) -> None:
        for value in self.parts(op.results):
            self.define(value, node.at)
        if pop is not None and pop.result is not None:
            self.define(pop.result, node.at)
        self.read(node)

    def branch(self, node: Branch) -> None:
        assigned = [v for v in self.copied([*node.then, *node.orelse]) if v in self.live]
        for value in assigned:
            self.close(value, 2 * node.end)
        before: dict[Value, None] = {}
        bodies = ((node.orelse, node.middle, node.end), (node.then, node.at + 1, node.middle - 1))
        for nodes, start, end in bodies:
            through = set(self.live)
            if not _leaves(nodes):
                self.live.update((value, 2 * end) for value in assigned)
            self.scan(nodes, end)
            for value in [v for v in self.live if v not in through]:
                self.close(value, 2 * start)
                before[value] = None
        for value in before:
            self.need(value, 2 * node.at + 1)

    def loop(self, node: Loop) -> None:
        end = 2 * node.end
        needs = self.needs[node]
        args = [v for v in node.args if v in needs or v in self.live]
        after = [v for v in args if v in self.live]
        for value in after:
            self.close(value, end)
        for value in needs:
            self.need(value, end)
        for value in after:
            self.need(value, end)
        self.scan(node.body, node.end)
        start = 2 * (node.body[0].at if node.body else node.end)
        handed = dict(zip(node.args, node.op.body.terminator.operands))
        for value in args:  # the way out of the loop is at its head
            # a loop that ends leaves its own variable as it was
            alone = value not in needs and handed[value] in node.targets
            self.need(value, 2 * node.at if alone else start)
        for value in self.parts(node.targets):
            self.close(value, 2 * node.at)  # not under a name that the iterable reads
        self.scan(node.test, node.end)

    def copied(self, nodes: list[Node]) -> dict[Value, None]:
        """The variables that copies in these nodes assign."""
        found: dict[Value, None] = {}
        for node in nodes:
            if isinstance(node, Copy):
                found.update((target, None) for target, _ in node.pairs)
            for inner in inner_nodes(node):
                found |= self.copied(inner)
        return found


def _leaves(nodes: list[Node]) -> bool:
    """True where the end of the nodes is not reached: they return or raise."""
    last = nodes[-1] if nodes else None
    if isinstance(last, Copy) and len(nodes) > 1:
        last = nodes[-2]
    if isinstance(last, Branch):
        return _leaves(last.then) and _leaves(last.orelse)
    is_raise = isinstance(last, Do) and getattr(last.op, "callee", None) is prims.raise_
    return is_raise or isinstance(last, Leave)
