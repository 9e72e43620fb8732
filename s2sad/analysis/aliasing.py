"""Which values may share memory at one time.

A Function comes in, frozen `Aliases` go out. Memory is named by *roots*: what a call allocates, a
parameter brings, or a result of an `if` or a carry of a loop holds. A value has a set of roots (a
bit set in an int), and two roots may overlap or are known not to. What surprises: a carry has a
root of its own, and whether two carries overlap is assumed not to be and then checked at the end
of the body until it holds. So two buffers that a loop swaps stay two buffers, and what an
iteration allocates is not what the one before has allocated.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.types import ArrayType, ListType, ScalarType, TupleType, Type
from .aliases import Aliases, Source
from .memory import (
    CONSTANT, FROZEN, Held, Memory, bits_of, conform, expanded, flatten, in_structure,
    join_all, of_constant, of_list, reach, refill, storing,
)  # fmt: skip
from .sharing import ROW_WRITES, STORED, Sharing, owner, sharing, written_depth


def run(fn: Function, summaries: dict[Function, "Summary | None"] | None = None) -> Aliases:
    """`summaries` may be kept between runs: what is known of the functions that fn calls."""
    return _Analysis({} if summaries is None else summaries).function(fn)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a function returns, in its own roots, and the roots of its parameters' leaves."""

    aliases: Aliases
    result: Memory
    params: tuple[int, ...]


class _Analysis:
    def __init__(self, summaries: dict[Function, Summary | None]):
        self.summaries = summaries
        self.memory: dict[Value, Memory] = {}
        self.overlaps: list[int] = [FROZEN, CONSTANT]
        self.allocated: dict[tuple, int] = {}
        self.entered: dict[Op, int] = {}
        self.sources: dict[int, tuple[Source, ...]] = {}

    def function(self, fn: Function) -> Aliases:
        for param in fn.params:
            for leaf in leaves(param.tree):
                self.memory[leaf] = self.allocate(leaf, leaf.type)
        foreign = FROZEN | CONSTANT
        for param in fn.params:
            for leaf in leaves(param.tree):
                if leaf not in fn.written:
                    foreign |= reach(self.memory[leaf])
        self.block(fn.body)
        return Aliases(self.memory, self.overlaps, self.sources, foreign)

    # roots

    def root(self, key: tuple) -> int:
        """The number of the root for the key; the same at every visit of a loop's body."""
        number = self.allocated.get(key)
        if number is None:
            number = self.allocated[key] = len(self.overlaps)
            self.overlaps.append(1 << number)
        return number

    def allocate(self, key: object, type: Type | None) -> Memory:
        """A root for each leaf of a value of the type."""
        if isinstance(type, ArrayType):
            return 1 << self.root((key, ()))
        if isinstance(type, ScalarType):
            return 0
        memory = conform(FROZEN, type)
        found = [
            1 << self.root((key, path)) if bits else 0 for path, bits in flatten(memory)
        ]
        return refill(memory, iter(found))

    def overlap(self, root: int, others: int) -> bool:
        """Note that the root may overlap the others; True where that is news."""
        new = others & ~self.overlaps[root]
        if not new:
            return False
        self.overlaps[root] |= new
        for other in bits_of(new):
            self.overlaps[other] |= 1 << root
        return True

    def expand(self, roots: int) -> int:
        return expanded(roots, self.overlaps)

    # operands

    def of(self, operand: Operand, key: object = None) -> Memory:
        """The memory of an operand; `key` names the place where a display allocates a list."""
        if isinstance(operand, Value):
            return self.memory[operand]
        if isinstance(operand, Const):
            return of_constant(operand.value)
        items = tuple(self.of(item, (key, k)) for k, item in enumerate(operand.items))
        if operand.kind is list:
            return Held(1 << self.root((key, "display")), join_all(items))
        if operand.kind is slice:
            return 0
        return items

    def define(self, value: Value, memory: Memory) -> None:
        memory = conform(memory, value.type)
        has_root = not isinstance(memory, int) or memory & ~FROZEN
        if not has_root and not isinstance(value.type, ScalarType):
            memory |= self.new(value)
        self.memory[value] = memory

    # ops

    def block(self, block: Block) -> None:
        for op in block.ops:
            if type(op) is Call:
                if op.result is not None:
                    self.call(op, op.result)
                continue
            match op:
                case If():
                    self.if_(op)
                case For():
                    self.for_(op)
                case While():
                    self.loop(op, op.body, op.inits, 0, (op.condition.args, op.body.args))

    def call(self, op: Call, result: Value) -> None:
        if isinstance(result.type, ScalarType):
            self.memory[result] = 0
        elif isinstance(op.callee, Function):
            self.memory[result] = self.function_result(op, op.callee, result)
        else:
            kind = sharing(op)
            if kind is Sharing.FRESH:
                self.memory[result] = self.allocate(result, result.type)
            else:
                self.define(result, self.shared(op, kind, result))

    def shared(self, op: Call, kind: Sharing, result: Value) -> Memory:
        """The memory of a result that is not new, or not as a whole."""
        whole = owner(op)
        first = 0 if whole is None else self.of(whole, (op, 0))
        match kind:
            case Sharing.SAME:
                return first
            case Sharing.IN_PLACE:
                return self.written(op, first)
            case Sharing.ITEM:
                return self.item(op, first, result)
            case Sharing.ITEMS:
                held = join_all(of_list(self.of(a, (op, k)))[1] for k, a in enumerate(op.args))
                items = isinstance(result.type, TupleType) and len(op.args) == 1
                return first if items else Held(self.new(result), held)
            case Sharing.FIRST:
                return self.views(reach(first), result)
            case Sharing.FROZEN:
                return self.views(reach(first) | FROZEN, result)
        operands = (*op.args, *(operand for _, operand in op.kwargs))
        return self.views(reach(tuple(self.of(o, (op, k)) for k, o in enumerate(operands))), result)

    def new(self, value: Value) -> int:
        return 1 << self.root((value, "new"))

    def views(self, roots: int, result: Value) -> Memory:
        """The result may be memory of the roots; if it is a list, that is new."""
        if isinstance(result.type, ListType):
            return Held(self.new(result), roots)
        return roots

    def written(self, op: Call, first: Memory) -> Memory:
        """Operand 0, with what a write into a list puts in."""
        put = STORED.get(op.callee)
        if put is not None:
            stored = self.of(op.args[put], (op, put))
        elif isinstance(first, Held) and len(op.args) > 1 and op.callee not in ROW_WRITES:
            stored = of_list(self.of(op.args[1], (op, 1)))[1]
        else:
            return first
        return storing(first, 1 + written_depth(op), stored)

    def item(self, op: Call, container: Memory, result: Value) -> Memory:
        index = op.args[1]
        if isinstance(container, tuple):
            if isinstance(index, Const) and isinstance(index.value, int):
                if -len(container) <= index.value < len(container):
                    return container[index.value]
            if isinstance(result.type, TupleType):
                return reach(container)
            return join_all(container)
        if isinstance(container, Held):
            if isinstance(result.type, ListType) and _is_slice(index):
                return Held(self.new(result), container.item)
            return container.item
        return container

    # calls of functions

    def function_result(self, op: Call, callee: Function, result: Value) -> Memory:
        memory = self.allocate(result, result.type)
        found = [bits.bit_length() - 1 for _, bits in flatten(memory)]
        summary, args = self.summary(callee), self.parameter_leaves(op, callee)
        if summary is None or args is None:
            everything = reach(memory)
            for k, operand in enumerate((*op.args, *(o for _, o in op.kwargs))):
                everything |= self.expand(reach(self.of(operand, (op, k))))
            for root in found:
                if root >= 0:
                    self.overlap(root, everything)
            return memory
        expand = summary.aliases.expand
        returned = [bits for _, bits in flatten(conform(summary.result, result.type))]
        for k, (root, wide) in enumerate(zip(found, map(expand, returned))):
            if root >= 0:
                for param, arg in zip(summary.params, args, strict=True):
                    if wide & param:
                        self.overlap(root, self.expand(arg))
                for other, bits in zip(found[:k], returned):
                    if other >= 0 and wide & bits & ~FROZEN:
                        self.overlap(root, 1 << other)
        return memory

    def parameter_leaves(self, op: Call, callee: Function) -> list[int] | None:
        """The roots that each leaf of the callee's parameters gets; None where it is not plain."""
        named = dict(op.kwargs)
        found: list[int] = [FROZEN, CONSTANT]
        for k, param in enumerate(callee.params):
            operand = op.args[k] if k < len(op.args) else named.get(param.name)
            if operand is None or param.kind not in (0, 1, 3):
                return None
            bits = reach(self.of(operand, (op, param.name)))
            found.extend(bits for _ in leaves(param.tree))
        return found

    def summary(self, fn: Function) -> Summary | None:
        """None for a function that is being summarized: it calls itself."""
        if fn not in self.summaries:
            self.summaries[fn] = None
            self.summaries[fn] = _summarize(fn, run(fn, self.summaries))
        return self.summaries[fn]

    # branches and loops

    def outside(self, op: Op) -> int:
        """The roots from before the op: only these outlive one run of a block in it."""
        return (1 << self.entered.setdefault(op, len(self.overlaps))) - 1

    def if_(self, op: If) -> None:
        outside = self.outside(op)
        ends = []
        for block in (op.then, op.orelse):
            self.block(block)
            ends.append(block.terminator)
        slots: list[tuple[int, list[Source]]] = []
        for k, result in enumerate(op.results):
            memories = [conform(self.of(end.operands[k], (end, k)), result.type) for end in ends]
            if memories[0] == memories[1]:
                self.memory[result] = memories[0]
                continue
            self.memory[result] = memory = self.allocate(result, result.type)
            slots.extend(self.sources_of(memory, [(end, k, m) for end, m in zip(ends, memories)]))
        self.relate(slots, outside, op)

    def sources_of(self, memory: Memory, incoming: list) -> list[tuple[int, list[Source]]]:
        """For each leaf of a merged value its root, and what may come in there."""
        if isinstance(memory, int):
            return self.sources_of_leaf(memory, incoming)
        paths = [(path, bits.bit_length() - 1) for path, bits in flatten(memory) if bits]
        found: list[tuple[int, list[Source]]] = []
        tables = [
            (node, slot, dict(flatten(in_structure(m, memory)))) for node, slot, m in incoming
        ]
        for path, root in paths:
            sources = [Source(node, slot, path, table[path]) for node, slot, table in tables]
            self.sources[root] = tuple(sources)
            found.append((root, sources))
        return found

    def sources_of_leaf(self, bits: int, incoming: list) -> list[tuple[int, list[Source]]]:
        """`sources_of` for a value without parts."""
        if not bits:
            return []
        root = bits.bit_length() - 1
        sources = [Source(node, slot, (), reach(memory)) for node, slot, memory in incoming]
        self.sources[root] = tuple(sources)
        return [(root, sources)]

    def relate(self, slots: list, outside: int, op: Op) -> bool:
        """Let merged roots overlap what their sources overlap, and each other where they come
        in together from one node."""
        changed = False
        expanded: list[dict[object, tuple[int, int]]] = []
        for root, sources in slots:
            by_node = {s.node: (s.roots, self.expand(s.roots)) for s in sources}
            for _, wide in by_node.values():
                changed |= self.overlap(root, wide & outside)
            for other, (earlier, _) in zip(expanded, slots):
                if any(by_node[n][1] & other[n][0] & ~FROZEN for n in by_node if n in other):
                    changed |= self.overlap(root, 1 << earlier)
            expanded.append(by_node)
        return changed

    def for_(self, op: For) -> None:
        count = len(op.iterables)
        for k, (operand, item) in enumerate(zip(op.iterables, op.body.args)):
            self.define(item, of_list(self.of(operand, (op, k)))[1])
        self.loop(op, op.body, op.inits, count, (op.body.args[count:],))

    def loop(
        self, op: For | While, body: Block, inits: tuple, first: int, args: tuple
    ) -> None:
        outside = self.outside(op)
        carries: list[Memory] = []
        for k, values in enumerate(zip(*args)):
            memory = self.allocate((op, k), values[-1].type)
            carries.append(memory)
            for value in (*values, op.results[k]):
                self.memory[value] = memory
        before = [(op, first + k, self.of(o, (op, first + k))) for k, o in enumerate(inits)]
        self.relate(self.slots(carries, [before]), outside, op)
        changed = True
        while changed:
            if isinstance(op, While):
                self.block(op.condition)
            self.block(body)
            end = body.terminator
            after = [(end, k, self.of(o, (end, k))) for k, o in enumerate(end.operands)]
            changed = self.relate(self.slots(carries, [before, after]), outside, op)

    def slots(self, carries: list[Memory], incoming: list) -> list[tuple[int, list[Source]]]:
        found = []
        for k, memory in enumerate(carries):
            if reach(memory):
                found.extend(self.sources_of(memory, [side[k] for side in incoming]))
        return found


def _is_slice(index: Operand) -> bool:
    return isinstance(index, Pack) and index.kind is slice


def _summarize(fn: Function, aliases: Aliases) -> Summary:
    params = (aliases.reach(leaf) for param in fn.params for leaf in leaves(param.tree))
    result = aliases.of(fn.body.terminator.value)
    return Summary(aliases, result, (FROZEN, CONSTANT, *params))
