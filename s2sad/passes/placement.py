"""Where to copy, so that a write may happen in place.

The facts about a function and one `Conflict` come in, the `Copies` that are meant to resolve it
go out. Nothing here is trusted: `inplace` asks again until no conflict is left.

Either what is written is copied, or what is held. What is written is copied as far out of the
loops as the clash begins: at the start of a loop where a carry takes over what is not its own,
else right before the write. What is held is copied where it is taken: a view, or what goes into a
list. The place in fewer loops wins, and then what is held, which is the smaller part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..analysis.aliases import Aliases, Source
from ..analysis.definitions import Definition, Definitions, Role
from ..analysis.memory import FROZEN, bits_of
from ..analysis.sharing import IN_PLACE, STORED, Sharing, owner, sharing
from ..ir.nodes import Call, Const, Function, Next, Op, Operand, Pack, Terminator, Value, leaves
from ..ir.traverse import operands_of
from ..ir.types import ArrayType, ListType
from .conflicts import Conflict
from .copies import Copies, Edge
from .pinned import Pinned, first_init


def viewed(found: Definition) -> Value | None:
    """The value that a call takes a part or a view of."""
    if found.role is not Role.CALL:
        return None
    whole = owner(found.node)
    return whole if isinstance(whole, Value) else None


class Placement:
    """Collects copies for one conflict after the other, in the order of the program.

    `chosen`: the copies so far. `renewed`: results of writes into what is going to be a copy.
    A conflict that one of them may resolve, or change, is left for the next time.
    """

    def __init__(self, aliases: Aliases, definitions: Definitions, pinned: Pinned):
        self.aliases = aliases
        self.definitions = definitions
        self.pinned = pinned
        self.chosen = Copies()
        self.renewed: set[Value] = set()
        self.met_copy = False

    def add(self, conflict: Conflict, copies: Copies) -> None:
        self.chosen.add(copies)
        if Edge(conflict.op, 0) in copies.edges:
            self.renewed.add(conflict.op.result)

    def remaining(self, conflict: Conflict) -> Conflict:
        """The conflict without the values that are going to be copies."""
        values = tuple(v for v in conflict.values if v not in self.chosen.values)
        return conflict if len(values) == len(conflict.values) else replace(conflict, values=values)

    def is_touched(self, conflict: Conflict) -> bool:
        """True where copies that were chosen already may change the conflict."""
        if not self.chosen:
            return False
        if conflict.op.args[0] in self.renewed:
            self.renewed.add(conflict.op.result)
            return True
        self.met_copy = False
        self.search_all(conflict)
        return self.met_copy

    def search_all(self, conflict: Conflict) -> None:
        """Go through all places that matter for the conflict, to meet the copies chosen there."""
        here = Edge(conflict.op, 0)
        if conflict.foreign:
            self.entries(here, conflict.roots, self.aliases.foreign, 0)
        wide = self.aliases.expand(conflict.roots)
        for value in conflict.values:
            needed = self.aliases.reach(value) & ~FROZEN
            self.entries(here, conflict.roots, needed, 0)
            self.entries(here, needed, conflict.roots & ~FROZEN, 0)
            self.meet_value(value)
            if not isinstance(value.type, ArrayType):
                _HeldSearch(self, wide).container(value)

    def meet_value(self, value: Value) -> None:
        for found in (value, viewed(self.definition(value))):
            self.met_copy |= found in self.chosen.values

    def meet_edge(self, edge: Edge) -> bool:
        """Note whether the operand at the edge is going to be a copy."""
        met = edge in self.chosen.edges
        if not met and self.renewed:
            operand = operands_of(edge.node)[edge.slot]
            met = any(leaf in self.renewed for leaf in leaves(operand))
        self.met_copy |= met
        return met

    def resolve(self, conflict: Conflict) -> Copies:
        if conflict.op.result in self.pinned.values:
            return self.keep_old(conflict)
        whole = [v for v in conflict.values if self.is_whole(v, conflict)]
        if conflict.foreign or whole:
            return Copies(self.written_side(conflict, whole))
        written = self.written_side(conflict, conflict.values)
        held = self.held_side(conflict)
        if held is None or self.edge_depth(written) < self.depth_of(held):
            return Copies(written)
        return held

    def last_resort(self, conflict: Conflict) -> Copies:
        """Copies that resolve the conflict, wherever they are."""
        if conflict.op.result in self.pinned.values:
            return Copies(values={v: self.pinned.edges for v in conflict.values})
        return Copies({Edge(conflict.op, 0)})

    def starts_outside(self, conflict: Conflict) -> bool:
        """True where a copy before a loop around the write is all that it needs."""
        if conflict.op.result in self.pinned.values:
            return False
        whole = [v for v in conflict.values if self.is_whole(v, conflict)]
        return len(whole) == len(conflict.values) and self.written_side(conflict, whole) != {
            Edge(conflict.op, 0)
        }

    # what the values are

    def definition(self, value: Value) -> Definition:
        return self.definitions.of[value]

    def is_whole(self, value: Value, conflict: Conflict) -> bool:
        """True for an array or list that is no part of something larger, as far as can be seen."""
        if value is conflict.op.args[0]:
            return True
        if isinstance(value.type, ListType):
            return bool(self.aliases.own(value) & self.aliases.expand(conflict.roots))
        return isinstance(value.type, ArrayType) and not self.is_view(value)

    def is_view(self, value: Value) -> bool:
        found = self.definition(value)
        if found.role is Role.ITEM:
            operand = found.node.iterables[found.index]
            return isinstance(getattr(operand, "type", None), ArrayType)
        if found.role is not Role.CALL or isinstance(found.node.callee, Function):
            return False
        kind = sharing(found.node)
        if kind is Sharing.ITEM:
            return isinstance(getattr(found.node.args[0], "type", None), ArrayType)
        return kind in (Sharing.FIRST, Sharing.FROZEN)

    # depths

    def edge_depth(self, edges: set[Edge]) -> int:
        return max(self.definitions.depth[edge.node] for edge in edges)

    def depth_of(self, copies: Copies) -> int:
        edges = [self.definitions.depth[edge.node] for edge in copies.edges]
        return max(edges + [self.definition(v).depth for v in copies.values], default=0)

    # copy what is written

    def written_side(self, conflict: Conflict, values: Iterable[Value]) -> set[Edge]:
        here = Edge(conflict.op, 0)
        edges: set[Edge] = set()
        if conflict.foreign:
            edges |= self.entries(here, conflict.roots, self.aliases.foreign, 0)
        for value in values:
            needed = self.aliases.reach(value) & ~FROZEN
            edges |= self.entries(here, conflict.roots, needed, self.lineage(needed))
        if self.edge_depth(edges) < self.definitions.depth[conflict.op]:
            return edges
        return {here}

    def entries(self, here: Edge, roots: int, bad: int, held: int) -> set[Edge]:
        """The edges by which what overlaps `bad` comes in; the search ends at the roots `held`.

        What a carry takes over from the iteration before counts only if nothing comes in at the
        start: two carries that are swapped clash in every iteration if they start as one.
        """
        found: set[Edge] = set()
        seen: set[int] = set()
        stack, earlier = [(here, roots)], []
        while stack or earlier and not found:
            edge, bits = stack.pop() if stack else earlier.pop()
            self.meet_edge(edge)
            for root in bits_of(bits):
                if root in seen or not self.aliases.overlaps[root] & bad:
                    continue
                sources = self.aliases.sources.get(root)
                if sources is None or held >> root & 1 or self.is_pinned(sources):
                    found.add(edge)
                    continue
                seen.add(root)
                for s in sources:
                    todo = earlier if isinstance(s.node, Next) else stack
                    todo.append((Edge(s.node, s.slot, s.path), s.roots))
        return found or {here}

    def is_pinned(self, sources: tuple[Source, ...]) -> bool:
        return any((s.node, s.slot) in self.pinned.edges for s in sources)

    def lineage(self, roots: int) -> int:
        """The roots, and those that they stand for at the start of a loop or in a branch."""
        found, stack = roots, list(bits_of(roots))
        while stack:
            for source in self.aliases.sources.get(stack.pop(), ()):
                if not isinstance(source.node, Next):
                    new = source.roots & ~found
                    found |= new
                    stack.extend(bits_of(new))
        return found

    # copy what is held

    def held_side(self, conflict: Conflict) -> Copies | None:
        """None where something holds the memory that has no place to copy it at."""
        wide = self.aliases.expand(conflict.roots)
        copies, search = Copies(), _HeldSearch(self, wide)
        for value in conflict.values:
            if isinstance(value.type, ArrayType):
                if viewed(self.definition(value)) not in conflict.values:
                    self.copy_view(copies, value)
            elif not search.container(value):
                return None
        copies.edges |= {e for e in search.edges if _leaf_at(e) not in copies.values}
        return copies if copies else None

    def copy_view(self, copies: Copies, value: Value) -> None:
        found = self.definition(value)
        if found.role is Role.CALL and found.node.callee is np.broadcast_to:
            copies.edges.add(Edge(found.node, 0))
        else:
            copies.values[value] = frozenset()

    # written parameters

    def keep_old(self, conflict: Conflict) -> Copies:
        """Copy what is needed later of a parameter that is written in place."""
        copies = Copies()
        for value in conflict.values:
            is_array = isinstance(value.type, ArrayType)
            edges = set() if is_array else self.entries_of(value, conflict.roots)
            if edges:
                copies.edges |= edges
            else:
                copies.values[value] = self.pinned.edges
        return copies

    def entries_of(self, container: Value, roots: int) -> set[Edge]:
        """Where what a container holds of the roots went into it: of themselves, else of what they
        stand for in the branches and loops that the container comes from."""
        for meant in (roots, self.lineage(roots)):
            search = _HeldSearch(self, self.aliases.expand(meant))
            if search.container(container) and search.edges:
                return search.edges
        return set()


def _leaf_at(edge: Edge) -> Operand:
    operand = operands_of(edge.node)[edge.slot]
    for step in edge.path:
        operand = operand.items[step] if isinstance(operand, Pack) else operand
    return operand


class _HeldSearch:
    """Looks for the places where arrays or lists that overlap `wide` go into a container."""

    def __init__(self, placement: Placement, wide: int):
        self.placement = placement
        self.aliases = placement.aliases
        self.wide = wide & ~FROZEN
        self.edges: set[Edge] = set()
        self.seen: set[Value] = set()

    def overlaps(self, operand: Operand) -> bool:
        return bool(self.aliases.reach(operand) & self.wide)

    def entry(self, node: Op | Terminator, slot: int) -> bool:
        """What operand `slot` of the node holds; False where it cannot be copied there."""
        return self.operand(Edge(node, slot), operands_of(node)[slot])

    def operand(self, edge: Edge, operand: Operand) -> bool:
        if isinstance(operand, Const) or not self.overlaps(operand):
            return True
        if isinstance(operand, Pack):
            return all(
                self.operand(Edge(edge.node, edge.slot, (*edge.path, k)), item)
                for k, item in enumerate(operand.items)
            )
        is_list = isinstance(operand.type, ListType)
        if isinstance(operand.type, ArrayType) or is_list and self.aliases.own(operand) & self.wide:
            self.placement.meet_edge(edge)
            self.edges.add(edge)
            return True
        return self.container(operand)

    def container(self, value: Value) -> bool:
        """Find where the container got what it holds."""
        if value in self.seen or not self.overlaps(value):
            return True
        self.seen.add(value)
        found = self.placement.definition(value)
        if found.role is Role.CALL:
            return self.call(found.node)
        if found.role is Role.CARRY:
            end = found.node.body.terminator
            return self.enter(found.node, first_init(found.node) + found.index) and self.enter(
                end, found.index
            )
        if found.role is Role.BRANCH:
            op = found.node
            return self.enter(op.then.terminator, found.index) and self.enter(
                op.orelse.terminator, found.index
            )
        return False

    def enter(self, node: Op | Terminator, slot: int) -> bool:
        operand = operands_of(node)[slot]
        return self.container(operand) if isinstance(operand, Value) else self.entry(node, slot)

    def call(self, op: Call) -> bool:
        if isinstance(op.callee, Function):  # what it keeps for its backward sweep is of arguments
            return not op.callee.written and all(
                self.entry(op, slot) for slot in range(len(operands_of(op)))
            )
        if op.callee in IN_PLACE:
            put = STORED.get(op.callee)
            return (put is None or self.entry(op, put)) and self.enter(op, 0)
        if sharing(op) in (Sharing.ITEM, Sharing.ITEMS, Sharing.SAME):
            return all(self.enter(op, slot) for slot in range(len(op.args)))
        return False
