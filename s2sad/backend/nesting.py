"""Decides which results are printed inside the expression that reads them.

In: a plan. Out: `inline`, value -> its op; the plan without the nodes of those ops; and with each
node what it reads, of what is nested into it too. A result is nested where it is read once, by a
later statement of the same block, where nothing in between writes memory that it reads, and where
the line stays short. Values that the user named are nested only into short expressions. Operands of
`Copy` are never nested: a shared name does that better (`s = s + x`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..ir import prims
from ..ir.nodes import Call, For, Function, If, Op, Operand, Pack, Value, all_leaves, leaves
from ..ir.traverse import blocks_of, operands_of
from ..ir.types import ArrayType, IterType, ListType
from .layout import INDENT
from .plan import Branch, Copy, Do, Exit, Leave, Loop, Node, Plan
from .settings import Settings, first_known, settings_of
from .storage import Roots, is_mutable, written_operand
from .tuples import Items
from .widths import full_width, operand_width

#: columns: of a statement; into which a named number, a named array may be nested
_LINE = 80
_UNLIMITED = 10_000
_NAMED_NUMBER = 70
_NAMED_ARRAY = 56


@dataclass(slots=True)
class _Pending:
    """A result that could be nested: its op, when it is computed, how wide its expression is, how
    much wider than its name, and what variables it reads.

    `effect`: when the first effect in its expression happens. `settings`: see `settings`.
    """

    op: Op
    time: int
    width: int
    wider: int
    reads: Sequence[Value]
    effect: int | None = None
    settings: Settings | None = None


_Nested = dict[Value, _Pending]


def nest(
    plan: Plan, roots: Roots, items: Items, counts: Mapping[Value, int], under_settings: bool
) -> None:
    """Add the nested values to `plan.inline`; `counts` says how often each value is read,
    `under_settings` whether anything stands under settings of np.errstate."""
    _Nester(plan, roots, items, counts, under_settings).nodes(plan.nodes, 1)


def count_reads(plan: Plan) -> dict[Value, int]:
    """How often each value is read, by the nodes and by the expressions that are in place; with
    each node is noted which."""
    read: list[Value] = []
    _note_reads(plan.nodes, plan.inline, read)
    return Counter(read)


def _note_reads(nodes: list[Node], inline: Mapping[Value, Op], read: list[Value]) -> None:
    for node in nodes:
        node.reads = values_read(node, inline)
        read += node.reads
        if type(node) is not Do:
            for inner in inner_nodes(node):
                _note_reads(inner, inline, read)


class _Nester:
    def __init__(
        self, plan: Plan, roots: Roots, items: Items, counts: Mapping[Value, int],
        under_settings: bool,
    ):  # fmt: skip
        self.inline = plan.inline
        self.under_settings = under_settings
        self.roots = roots
        self.items = items
        self.counts = counts
        self.time = 0
        self.written: dict[Value, int] = {}
        self.last_effect = self.last_change = -1

    # the scan of one block

    def nodes(self, nodes: list[Node], depth: int) -> None:
        """Nest what can be nested, and leave out the nodes of that."""
        pending: _Nested = {}
        limit = _LINE - INDENT * depth
        for node in nodes:
            self.time += 1
            if type(node) is Do:
                self.do(node, pending, limit)
                continue
            self.read(node, nodes, pending, limit)
            for inner in inner_nodes(node):
                self.nodes(inner, depth + 1)
        nested = self.inline.keys()
        nodes[:] = [n for n in nodes if type(n) is not Do or nested.isdisjoint(n.op.results)]

    def read(self, node: Node, nodes: list[Node], pending: _Nested, limit: int) -> None:
        """Nest into what a node of these reads itself, which is no call."""
        nested: _Nested = {}
        match node:
            case Branch(op):
                nested = self.consume((op.condition,), pending, limit)
            case Loop(op=For(iterables=iterables)):
                nested = self.consume(iterables, pending, limit)
            case Leave(value):
                for item in _items(value):  # each may stand on a line of its own
                    settings = first_known([each.settings for each in nested.values()])
                    nested |= self.consume((item,), pending, limit - INDENT, settings)
            case Exit(when) if when is not None and _keeps(nodes, when, pending):
                nested = self.consume((when,), pending, limit)
        node.reads = self.variables(node.reads, nested)

    def do(self, node: Do, pending: _Nested, limit: int) -> None:
        op, read = node.op, node.reads
        written = op.args[0] if node.pop is not None else node.written
        if written is not None:  # it lives on: what is changed has a name
            read = values_in([o for o in expression_operands(op) if o is not written], self.inline)
        nested = _taken(read, pending)
        width = None
        if nested:
            room = limit if written is not None else limit - _target_width(op)
            nested, width = self.choose(op, nested, full_width(op), room)
        node.reads = self.variables(node.reads, nested)
        self.note_changes(op, written)
        if self.nestable(node):
            if width is None:
                width = full_width(op)
            pending[op.results[0]] = self.pending(node, width, nested)

    def pending(self, node: Do, width: int, nested: _Nested) -> _Pending:
        """The node, with what is nested into it, as what could be nested itself."""
        op = node.op
        effect = self.time if type(op) is Call and op.effect else None
        settings = settings_of(op) if self.under_settings else None
        for each in nested.values():
            if each.effect is not None:
                effect = each.effect if effect is None else min(effect, each.effect)
            if settings is None:
                settings = each.settings
        wider = width - operand_width(op.results[0], {})
        return _Pending(op, self.time, width, wider, node.reads, effect, settings)

    def variables(self, read: Sequence[Value], nested: _Nested) -> Sequence[Value]:
        """What is read where some of the values are nested, and others are in place already."""
        if not nested and self.inline.keys().isdisjoint(read):
            return read
        found: list[Value] = []
        for value in read:
            if value in nested:
                found += nested[value].reads
            elif value not in self.inline:
                found.append(value)
        return found

    def note_changes(self, op: Call | If, written: Operand | None) -> None:
        """Note what the op writes, and its effect."""
        if written is not None:
            self.write(written)
        if type(op) is not Call:
            return
        if op.effect:
            self.last_effect = self.last_change = self.time
        if type(op.callee) is Function and op.callee.written:
            for operand in operands_of(op):
                self.write(operand)

    def write(self, operand: Operand) -> None:
        self.last_change = self.time
        for value in leaves(operand):
            self.written[self.roots.of(value)] = self.time

    def nestable(self, node: Do) -> bool:
        results = node.op.results
        if node.pop is not None or node.written is not None or len(results) != 1:
            return False
        return results[0] not in self.items and self.counts.get(results[0]) == 1

    # one reader

    def consume(
        self, operands, pending: _Nested, limit: int, settings: Settings | None = None
    ) -> _Nested:
        """Nest what fits into the reader of these operands, which stands under `settings`."""
        found = _taken(values_in(operands, self.inline), pending)
        if not found:
            return found
        bare = sum([operand_width(operand, {}) for operand in operands])
        return self.choose(None, found, bare, limit, settings)[0]

    def choose(
        self, op: Op | None, found: _Nested, bare: int, limit: int,
        settings: Settings | None = None,
    ) -> tuple[_Nested, int]:  # fmt: skip
        """Nest those of `found` that fit into the op, or into another reader; they, and how wide
        the reader is with them. It is `bare` with their names in their places."""
        chosen = {v: p for v, p in found.items() if self.goes_into(p, op)}
        if self.under_settings:
            _keep_apart(chosen, settings if op is None else settings_of(op))
        if isinstance(op, Call) and op.callee is prims.raise_:
            limit = _UNLIMITED  # an error has no name of its own, however long its message
        self.drop_effects(chosen, op)
        width = bare + sum([each.wider for each in chosen.values()])
        while chosen:
            named = [v for v in chosen if v.name and width > _named_limit(v, limit)]
            if not named and width <= limit:
                break
            worst = max(named or _droppable(chosen), key=lambda v: chosen[v].width, default=None)
            if worst is None:
                break
            del chosen[worst]
            self.drop_effects(chosen, op)
            width = bare + sum([each.wider for each in chosen.values()])
        for value, each in chosen.items():
            self.inline[value] = each.op
        return chosen, width

    def drop_effects(self, chosen: _Nested, op: Op | None) -> None:
        """Leave out the effects that would not happen in order and right before the reader."""
        if self.last_effect < 0:
            return
        expected = self.time - 1
        for value in reversed([v for v, p in chosen.items() if p.effect is not None]):
            if chosen[value].time == expected and not isinstance(op, If):
                expected = chosen[value].effect - 1
            else:
                del chosen[value]
                expected = -1

    def goes_into(self, pending: _Pending, op: Op | None) -> bool:
        """True where what it reads is the same now as when it was computed; an `a if c else b`
        goes only to where it needs no parentheses and is read well."""
        if type(pending.op) is If and not _takes_choice(op):
            return False
        if self.last_change <= pending.time:
            return True
        read = values_of(pending.op, self.inline)
        memory = {self.roots.of(v) for v in read if is_mutable(v)}
        if memory and self.last_effect > pending.time:
            return False
        return all(self.written.get(root, -1) < pending.time for root in memory)


def _keeps(nodes: list[Node], stop: Operand, pending: _Nested) -> bool:
    """True where the test of a `break` reads nothing that the copies before it change."""
    copies = [node for node in nodes if isinstance(node, Copy)]
    changed = {old for copy in copies for old, source in copy.pairs if old is not source}
    return not changed.intersection((stop, *(pending[stop].reads if stop in pending else ())))


def _taken(read: Sequence[Value], pending: _Nested) -> _Nested:
    """What the reader of these values could have nested; it is pending no longer."""
    if pending.keys().isdisjoint(read):
        return {}
    return {value: pending.pop(value) for value in read if value in pending}


def _items(operand: Operand) -> Iterator[Operand]:
    """The parts of a result that are no tuples or lists themselves."""
    if isinstance(operand, Pack) and operand.kind in (tuple, list):
        for item in operand.items:
            yield from _items(item)
    else:
        yield operand


def values_in(operands: Iterable[Operand], inline: Mapping[Value, Op]) -> Sequence[Value]:
    """The values in the operands, and in the expressions that stand in the values' places."""
    values = all_leaves(operands)
    if inline.keys().isdisjoint(values):
        return values
    found: list[Value] = []
    for value in values:
        found.append(value)
        if value in inline:
            found += values_of(inline[value], inline)
    return found


def values_of(op: Op, inline: Mapping[Value, Op]) -> Sequence[Value]:
    """The values that the expression of the op reads, those of nested expressions included."""
    if type(op) is Call and inline.keys().isdisjoint(op.uses):
        return op.uses
    return values_in(expression_operands(op), inline)


def values_read(node: Node, inline: Mapping[Value, Op]) -> Sequence[Value]:
    """The values that the expressions of the node read, nested nodes aside."""
    if type(node) is Do:
        return values_of(node.op, inline)
    return values_in(read_operands(node), inline)


def has_effect(op: Op, inline: Mapping[Value, Op]) -> bool:
    """True where the expression of the op has an effect."""
    if isinstance(op, Call) and op.effect:
        return True
    values = values_of(op, inline)
    inner = (inline[value] for value in values if value in inline)
    return any(isinstance(each, Call) and each.effect for each in inner)


def _takes_choice(op: Op | None) -> bool:
    """True for a reader that an `a if c else b` goes into."""
    return op is None or type(op) is Call and written_operand(op) is not None


def _keep_apart(chosen: dict[Value, _Pending], wanted: Settings | None) -> None:
    """Leave out what stands under other settings of np.errstate than the reader."""
    for value in _droppable(chosen):
        settings = chosen[value].settings
        wanted = settings if wanted is None else wanted
        if settings not in (None, wanted):
            del chosen[value]


def _droppable(chosen: dict[Value, _Pending]) -> list[Value]:
    """What may become a statement of its own: not an iterator, which is read once by nature."""
    return [value for value in chosen if not isinstance(value.type, IterType)]


def _named_limit(value: Value, limit: int) -> int:
    if isinstance(value.type, IterType):
        return 10 * _LINE
    is_array = isinstance(value.type, (ArrayType, ListType))
    return min(limit, _NAMED_ARRAY if is_array else _NAMED_NUMBER)


def _target_width(op: Op) -> int:
    return 3 + sum([len(value.name) or 1 for value in op.results])


def read_operands(node: Node) -> tuple[Operand, ...]:
    """The operands that the node itself reads, nested nodes aside."""
    match node:
        case Do(op):
            return expression_operands(op)
        case Copy(pairs):
            return tuple([source for _, source in pairs])
        case Branch(op):
            return (op.condition,)
        case Loop(op):
            return op.iterables if isinstance(op, For) else ()
        case Exit(when):
            return () if when is None else (when,)
        case Leave(value):
            return (value,)


def expression_operands(op: Op) -> tuple[Operand, ...]:
    """What the expression of an op reads: of an if also what its branches yield."""
    if type(op) is Call and not op.kwargs:
        return op.args
    operands = operands_of(op)
    if isinstance(op, If):
        for block in blocks_of(op):
            operands += block.terminator.operands
    return operands


def inner_nodes(node: Node) -> tuple[list[Node], ...]:
    kind = type(node)
    if kind is Branch:
        return (node.then, node.orelse)
    if kind is Loop:
        return (node.test, node.body)
    return ()
