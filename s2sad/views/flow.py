"""How floats flow through a typed function: the computational graph, nested as the program is.

A Function comes in, a `Frame` goes out: a box of vertices, of the frames of its loops and
branches, and of edges between them. What surprises: only what the result is computed from is a
vertex. Lengths, indices, ranges and conditions stand as text in the labels (`y[i - 1]`,
`while x > 0.0`). An edge never crosses the border of a frame; it ends at a port on it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.traverse import blocks_of, operands_of
from ..ir.types import ArrayType, is_differentiable
from ..source import Span
from .spell import WRITES, spell, spell_operand

_SYMBOLS = {
    operator.add: "+", operator.sub: "−", operator.mul: "×", operator.truediv: "÷",
    operator.pow: "**", operator.matmul: "@", operator.neg: "−", operator.mod: "%",
    operator.getitem: "[ ]", prims.write: "[ ] =", prims.accumulate: "[ ] +=",
    prims.accumulate_at: "[ ] +=", prims.list_write: "[ ] =", prims.list_append: "append",
    prims.list_drop_last: "pop", prims.build_list: "list",
}  # fmt: skip


#: a longer text in the place of a name is `…`
_LONGEST = 24


class Role(Enum):
    """What a vertex stands for. CARRY is a variable at the start of a round of a loop, MERGE one
    at the end of a loop or branch, PORT a place where a value enters or leaves a frame."""

    INPUT = auto()
    CALL = auto()
    CARRY = auto()
    MERGE = auto()
    PORT = auto()
    RESULT = auto()


@dataclass(eq=False, slots=True)
class Vertex:
    """`title` is large, `text` stands below it, `note` is shown on demand."""

    role: Role
    title: str = ""
    text: str = ""
    note: str = ""


@dataclass(eq=False, slots=True)
class Frame:
    """`entries` stand at the upper border and `exits` at the lower one; `feedback` leads from
    exits to entries, which have the value in the next round."""

    header: tuple[str, ...] = ()
    children: list[Vertex | Frame] = field(default_factory=list)
    entries: list[Vertex] = field(default_factory=list)
    exits: list[Vertex] = field(default_factory=list)
    edges: list[tuple[Vertex, Vertex]] = field(default_factory=list)
    feedback: list[tuple[Vertex, Vertex]] = field(default_factory=list)


def flow(fn: Function) -> Frame:
    """The computational graph of a typed function."""
    return _Drawing(fn).frame()


def reached(fn: Function) -> set[Value]:
    """The floats that what the function returns, or leaves in its arguments, is computed from."""
    sources: dict[Value, list[Operand]] = {}
    for op in inventory(fn).ops:
        for target, operands in _flows(op):
            sources.setdefault(target, []).extend(operands)
    end = fn.body.terminator
    found: set[Value] = set()
    waiting = list(_floats((end.value, *end.versions)))
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.add(value)
            waiting.extend(_floats(sources.get(value, ())))
    return found


def _flows(op: Op) -> Iterator[tuple[Value, tuple[Operand, ...]]]:
    """Each value that an op defines, with the operands that it may be made of."""
    match op:
        case Call(result=Value() as result):
            yield result, (*op.args, *(operand for _, operand in op.kwargs))
        case If():
            arms = op.then.terminator.operands, op.orelse.terminator.operands
            yield from zip(op.results, zip(*arms))
        case For() | While():
            count = len(op.iterables) if isinstance(op, For) else 0
            args, nexts = op.body.args, op.body.terminator.operands
            for variable, iterable in zip(args, op.iterables if count else ()):
                yield variable, (iterable,)
            for arg, result, init, after in zip(args[count:], op.results, op.inits, nexts):
                yield arg, (init, after)
                yield result, (init, after)


def _floats(operands) -> Iterator[Value]:
    for operand in operands:
        yield from (leaf for leaf in leaves(operand) if is_differentiable(leaf.type))


@dataclass(eq=False, slots=True)
class _Scope:
    """A frame that is being filled, and the vertices that hold values in it."""

    frame: Frame
    parent: _Scope | None = None
    known: dict[Value, Vertex] = field(default_factory=dict)

    def vertex(self, value: Value) -> Vertex | None:
        """The vertex of a value; one from outside comes in by a port."""
        if value not in self.known and self.parent is not None:
            outer = self.parent.vertex(value)
            if outer is None:
                return None
            self.known[value] = port = Vertex(Role.PORT, note=outer.title)
            self.frame.entries.append(port)
            self.parent.frame.edges.append((outer, port))
        return self.known.get(value)

    def connect(self, operand: Operand, target: Vertex) -> None:
        """Edges from what the operand is made of."""
        for leaf in dict.fromkeys(leaves(operand)):
            source = self.vertex(leaf)
            if source is not None and (source, target) not in self.frame.edges:
                self.frame.edges.append((source, target))

    def inner(self, header: tuple[str, ...]) -> _Scope:
        frame = Frame(header)
        self.frame.children.append(frame)
        return _Scope(frame, self)


class _Drawing:
    """One function that is being drawn: which of its values are, and how they are called."""

    def __init__(self, fn: Function):
        self.fn = fn
        self.drawn = reached(fn)
        self.names: dict[Value, str] = {}
        self.inline: dict[Value, Op] = {}
        self.sizes: dict[Value, int] = {}
        self.unnamed = 0
        for param in fn.params:
            self._name_leaves(param.tree, param.name)
        self._name_block(fn.body)

    def _name_leaves(self, tree: Operand, path: str) -> None:
        match tree:
            case Value():
                self.names[tree] = path
            case Pack(items=items, keys=keys):
                for k, item in enumerate(items):
                    step = f"[{k if keys is None else keys[k]!r}]"
                    is_field = keys is not None and tree.kind is not dict
                    self._name_leaves(item, f"{path}.{keys[k]}" if is_field else path + step)

    def _name_block(self, block: Block) -> None:
        for op in block.ops:
            for inner in blocks_of(op):
                self._name_block(inner)
            self._name(op)

    def _name(self, op: Op) -> None:
        """Names for what is drawn; what is not stands as text in the place of its name."""
        if isinstance(op, (For, While)):
            for arg in op.body.args:
                self.names[arg] = arg.name or "_"
        if isinstance(op, While):
            for arg, test in zip(op.body.args, op.condition.args):
                self.names[test] = self.names[arg]
        for result in op.results:
            self.names[result] = result.name or "…"
        match op:
            case Call(result=Value() as result) if result in self.drawn and not result.name:
                self.unnamed += 1
                self.names[result] = f"v{self.unnamed}"
            case Call(result=Value() as result) | If(results=(result,)) if (
                result not in self.drawn and self._size(op) <= _LONGEST
            ):
                self.inline[result] = op
                self.sizes[result] = self._size(op)

    def _size(self, op: Call | If) -> int:
        """How many names and constants the text of an op has."""
        arms = () if isinstance(op, Call) else (op.then.terminator, op.orelse.terminator)
        operands = [operand for part in (op, *arms) for operand in operands_of(part)]
        return 1 + sum(self.sizes.get(leaf, 1) for each in operands for leaf in leaves(each))

    def text(self, operand: Operand) -> str:
        return spell_operand(operand, self.names, self.inline)

    # vertices

    def frame(self) -> Frame:
        scope = _Scope(Frame())
        for param in self.fn.params:
            for leaf in leaves(param.tree):
                if is_differentiable(leaf.type):
                    scope.known[leaf] = Vertex(Role.INPUT, self.names[leaf], _type_text(leaf))
                    scope.frame.children.append(scope.known[leaf])
        self.ops(self.fn.body, scope)
        end = self.fn.body.terminator
        result = Vertex(Role.RESULT, "return", self.text(end.value))
        scope.frame.children.append(result)
        scope.connect(end.value, result)
        for param, version in zip(self.fn.written, end.versions):
            written = Vertex(Role.RESULT, "written", self.names[param])
            scope.frame.children.append(written)
            scope.connect(version, written)
        return scope.frame

    def ops(self, block: Block, scope: _Scope) -> None:
        for op in block.ops:
            if not any(result in self.drawn for result in op.results):
                continue
            match op:
                case Call():
                    self.call(op, scope)
                case If():
                    self.branch(op, scope)
                case For() | While():
                    self.loop(op, scope)

    def call(self, op: Call, scope: _Scope) -> None:
        text = spell(op, self.names, self.inline)
        if op.callee not in WRITES:
            text = f"{self.names[op.result]} = {text}"
        name = getattr(op.callee, "__name__", None) or getattr(op.callee, "name", "call")
        vertex = Vertex(Role.CALL, _SYMBOLS.get(op.callee, name), text, _line(op.span))
        scope.known[op.result] = vertex
        scope.frame.children.append(vertex)
        for operand in (*op.args, *(value for _, value in op.kwargs)):
            scope.connect(operand, vertex)

    def branch(self, op: If, scope: _Scope) -> None:
        inside = scope.inner((f"if {self.text(op.condition)}",))
        kept = [k for k, result in enumerate(op.results) if result in self.drawn]
        merges = {k: Vertex(Role.MERGE, self.names[op.results[k]]) for k in kept}
        for header, block in (("then", op.then), ("else", op.orelse)):
            arm = inside.inner((header,))
            self.ops(block, arm)
            for k in kept:
                end = self.exit(block.terminator.operands[k], arm, Vertex(Role.PORT))
                inside.frame.edges.append((end, merges[k]))
        for k, merge in merges.items():
            inside.frame.exits.append(merge)
            scope.known[op.results[k]] = merge

    def exit(self, operand: Operand, scope: _Scope, vertex: Vertex) -> Vertex:
        """The vertex as an exit of the scope that gets an operand."""
        scope.frame.exits.append(vertex)
        scope.connect(operand, vertex)
        if isinstance(operand, Const) and operand.value is not UNDEFINED:
            vertex.role = Role.MERGE
            value = self.text(operand)
            if vertex.title:
                vertex.text = f"= {value}"
            else:
                vertex.title = value
        return vertex

    def loop(self, op: For | While, scope: _Scope) -> None:
        inside = scope.inner(self.loop_header(op))
        count = len(op.iterables) if isinstance(op, For) else 0
        for k in range(count):
            if op.body.args[k] in self.drawn:
                self.entry(op.body.args[k], op.iterables[k], inside)
        carried = list(zip(op.body.args[count:], op.results, op.inits, strict=True))
        carried = [(k, *each) for k, each in enumerate(carried) if self.drawn & {*each[:2]}]
        entries = {
            k: self.entry(arg, init, inside)
            for k, arg, _, init in carried
            if arg in self.drawn or any(leaf in self.drawn for leaf in leaves(init))
        }
        self.ops(op.body, inside)
        for k, arg, result, _ in carried:
            merge = Vertex(Role.MERGE, self.names[result])
            self.exit(op.body.terminator.operands[k], inside, merge)
            scope.known[result] = merge
            if arg in self.drawn:
                inside.frame.feedback.append((merge, entries[k]))

    def entry(self, variable: Value, outer: Operand, inside: _Scope) -> Vertex:
        """The vertex of a variable of a loop, with edges from what it begins with."""
        vertex = Vertex(Role.CARRY, self.names[variable])
        if isinstance(outer, Const) and outer.value is not UNDEFINED:
            vertex.text = f"= {self.text(outer)}"
        inside.frame.entries.append(vertex)
        inside.known[variable] = vertex
        inside.parent.connect(outer, vertex)
        return vertex

    def loop_header(self, op: For | While) -> tuple[str, ...]:
        if isinstance(op, While):
            first = f"while {self.text(op.condition.terminator.operands[0])}"
        else:
            variables = [self.names[arg] for arg in op.body.args[: len(op.iterables)]]
            iterables = [self.text(iterable) for iterable in op.iterables]
            joined = ", ".join(iterables)
            source = f"zip({joined})" if len(iterables) > 1 else joined
            first = f"for {', '.join(variables)} in {source}"
        stop = op.body.terminator.stop
        return (first,) if stop is None else (first, f"until {self.text(stop)}")


def _type_text(value: Value) -> str:
    """`f64[:, 3]`: unknown lengths are colons."""
    if not isinstance(value.type, ArrayType):
        return str(value.type)
    lengths = [str(axis) if isinstance(axis, int) else ":" for axis in value.type.shape]
    return f"{value.type.dtype}[{', '.join(lengths)}]"


def _line(span: Span | None) -> str:
    return "" if span is None else f"line {span.line}: {span.text().strip()}"
