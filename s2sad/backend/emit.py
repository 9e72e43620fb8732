"""IR to Python source: typed functions in, the text of a module out.

The module holds a header, the imports it needs, the functions that are called (their names begin
with an underscore) and last the public one. Each function goes through the stages of this folder:
prepare, plan, defer, nest, intervals, names, statements. Same input, same bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..ir import prims
from ..ir.inventory import inventory, near_functions
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value, all_leaves, leaves
from ..ir.traverse import operands_of
from ..source import Span
from . import signatures, syntax
from .comments import insert_comments
from .copies import copied
from .deferring import defer
from .errstates import put_around
from .expectations import part
from .intervals import intervals
from .naming import clean, name_values
from .nesting import count_reads, inner_nodes, nest
from .plan import Loop, Node, plan
from .prepare import prepare
from .printer import print_with_places
from .references import References, reserved_names
from .settings import has_settings
from .spelling import Speller
from .statements import CommentFor, Writer


def emit(fns: list[Function], header: str = "", comment_for: CommentFor | None = None) -> str:
    """The module whose public function is the last of `fns`; what they call is emitted with them.

    `header` becomes the module's docstring, or stays as it is where its lines begin with `#`.
    `comment_for` gives the comment that stands above an op's statement; a run of statements with
    the same comment shows it once.
    """
    return emit_with_lines(fns, header, comment_for)[0]


def emit_function(fn: Function) -> str:
    """The module of one function."""
    return emit([fn])


def emit_with_lines(
    fns: list[Function], header: str = "", comment_for: CommentFor | None = None
) -> tuple[str, dict[int, Span]]:
    """The text, and for each line that has one the place in the user's source."""
    emitter = _Emitter(fns, comment_for)
    text, places = print_with_places(emitter.module(header))
    lines: dict[int, Span] = {}
    for start, end, node in places:
        span = getattr(node, "span", None)
        if span is not None:
            for line in range(start, end + 1):
                lines[line] = span
    return text, lines


def moved(fn: Function) -> set[Value]:
    """The values that the text of the function copies from one variable into another."""
    return _FunctionWriter(_Emitter([fn], None), fn).moved()


class _Emitter:
    def __init__(self, fns: list[Function], comment_for: CommentFor | None):
        self.functions = _reachable(fns)
        self.public = fns[-1]
        self.comment_for = comment_for
        self.names = self.function_names()
        taken = {param.name for fn in self.functions for param in fn.params}
        self.references = References(frozenset(taken | set(self.names.values())))

    def function_names(self) -> dict[Function, str]:
        names = {self.public: self.public.name}
        for fn in self.functions:
            if fn not in names:
                base = fn.name if fn.name.startswith("_") else "_" + clean(fn.name, set())
                name, k = base, 1
                while name in names.values():
                    name, k = f"{base}_{k}", k + 1
                names[fn] = name
        return names

    def module(self, header: str) -> ast.Module:
        definitions = [self.definition(fn) for fn in self.functions]
        body: list = []
        if header.startswith("#"):
            lines = [line.removeprefix("#").removeprefix(" ") for line in header.splitlines()]
            body.append(syntax.Comment("\n".join(lines), apart=True))
        elif header:
            body.append(ast.Expr(syntax.constant(header)))
        body += self.references.statements() + self.references.functions()
        return syntax.module(body + definitions)

    def definition(self, fn: Function) -> ast.FunctionDef:
        body = _FunctionWriter(self, fn).body()
        if fn.doc:
            body = [ast.Expr(syntax.constant(fn.doc)), *body]
        arguments = signatures.signature(fn, self.references)
        found = syntax.function(self.names[fn], arguments, body)
        found.span = fn.span
        return found


class _FunctionWriter:
    """The stages of one function."""

    def __init__(self, emitter: _Emitter, fn: Function):
        self.emitter = emitter
        self.original = fn
        self.fn, self.items, roots = prepare(fn)
        self.plan = plan(self.fn)
        self.reads = count_reads(self.plan)
        defer(self.plan, roots, self.reads)
        self.under_settings = has_settings(self.fn)
        nest(self.plan, roots, self.items, self.reads, self.under_settings)

    def named(self, in_place: set[Value]) -> dict[Value, str]:
        """The names of all values but those that are written as a path."""
        fn, nodes, inline = self.fn, self.plan.nodes, self.plan.inline
        named = [v for p in fn.params for v in leaves(p.tree) if v not in in_place]
        found = intervals(nodes, named, self.items)
        for value in in_place:
            found.pop(value, None)
        fixed, alone = self.fixed(found), self.read_unbound()
        return name_values(nodes, found, self.items, fixed, self.reserved(), alone, inline)

    def read_unbound(self) -> set[Value]:
        """What the program reads though some path leaves it unbound: its name must not lead back
        to another value there."""
        if not inventory(self.fn).calls((prims.bound,)):
            return set()
        return {op.args[0] for op in inventory(self.fn).ops
                if isinstance(op, Call) and op.callee is prims.bound}  # fmt: skip

    def moved(self) -> set[Value]:
        places = signatures.paths(self.fn, self.emitter.references)
        names = self.named(self.in_place(places))
        chosen = [o for op in self.plan.choices for b in (op.then, op.orelse)
                  for o in b.terminator.operands]  # fmt: skip
        return {*copied(self.plan.nodes, names, self.plan.inline), *all_leaves(chosen)}

    def body(self) -> list:
        fn, nodes, inline = self.fn, self.plan.nodes, self.plan.inline
        places = signatures.paths(fn, self.emitter.references)
        in_place = self.in_place(places)
        names = self.named(in_place)
        written = {leaf: places[leaf] for leaf in in_place}
        speller = Speller(
            self.emitter.references, self.emitter.names, names, inline, written,
            signatures.classes(fn, self.emitter.references), {p.name: p.tree for p in fn.params},
        )  # fmt: skip
        writer = Writer(
            speller, self.items, self.reads, self.under_settings, self.emitter.comment_for
        )
        whole = signatures.unpacked(fn, self.reads, names)
        asked: list[Node] = []
        if inventory(fn).calls(prims.EXPECTATIONS):
            asked = [n for n in nodes if is_expectation(n)]
            nodes = [n for n in nodes if not is_expectation(n)]
        # asked before a part is read that another structure may not have
        body = writer.block([n for n in asked if not self.is_asked_anyway(n.op, whole)])
        body += signatures.unpacking(fn, whole, names, places)
        statements = writer.block(nodes)
        if self.under_settings:
            statements = put_around(statements, self.emitter.references)
        body += insert_comments(statements)
        if len(body) > 1 and _returns_none(body[-1]):
            body.pop()
        return body

    def is_asked_anyway(self, op: Call, whole: set[str]) -> bool:
        """What is expected of a parameter, where the code fails otherwise: unpacking counts the
        items, and what is read is not None."""
        match op.callee:
            case prims.expect_items:
                return op.args[0].value in whole
            case prims.expect_present:
                found = part(op, {p.name: p.tree for p in self.fn.params})
                return any(self.reads.get(leaf) for leaf in leaves(found))
        return False

    def fixed(self, found) -> dict[Value, str]:
        """Parameters that are one value keep their names."""
        plain = [p for p in self.fn.params if isinstance(p.tree, Value)]
        return {p.tree: p.name for p in plain if p.tree in found}

    def in_place(self, places: Mapping[Value, object]) -> set[Value]:
        """Leaves of parameters that are written as a path in the one place that reads them."""
        unpacked = {
            leaf
            for param in self.fn.params
            if signatures.is_unpacked(param, self.reads)
            for leaf in leaves(param.tree)
        }
        once = {v for v in places if self.reads.get(v) == 1 and v not in unpacked}
        if not once or self.fn.written:
            return set()
        inner = _read_in_loops(self.plan.nodes)
        return once - inner

    def reserved(self) -> set[str]:
        callees = {id(op.callee): op.callee for op in inventory(self.fn).ops if type(op) is Call}
        reserved = reserved_names(callees.values()) | set(self.emitter.names.values())
        for param in self.fn.params:
            if not isinstance(param.tree, Value):
                reserved.add(param.name)
        return reserved


def _read_in_loops(nodes: list[Node], inside: bool = False) -> set[Value]:
    """The values that something in a loop reads."""
    found: set[Value] = set()
    for node in nodes:
        if inside:
            found.update(node.reads)
        for inner in inner_nodes(node):
            found |= _read_in_loops(inner, inside or isinstance(node, Loop))
    return found


def is_expectation(node: Node) -> bool:
    op = getattr(node, "op", None)
    return isinstance(op, Call) and op.callee in prims.EXPECTATIONS


def _returns_none(statement) -> bool:
    if not isinstance(statement, ast.Return):
        return False
    return isinstance(statement.value, ast.Constant) and statement.value.value is None


def _reachable(fns: list[Function]) -> list[Function]:
    """The functions and all that they call, each after those that it calls, the public one last."""
    found: dict[Function, None] = {}
    seen: set[Function] = set()
    for fn in fns:
        _note_reachable(fn, found, seen)
    public = fns[-1]
    return [*(fn for fn in found if fn is not public), public]


def _note_reachable(fn: Function, found: dict[Function, None], seen: set[Function]) -> None:
    if fn not in seen:
        seen.add(fn)
        for called in _called(fn):
            _note_reachable(called, found, seen)
        found[fn] = None


def _called(fn: Function) -> list[Function]:
    """The functions that the function calls or hands on, in the order of the program."""
    found: list[Function] = []
    for op in near_functions(fn):
        if type(op) is Call and type(op.callee) is Function:
            found.append(op.callee)
        for operand in operands_of(op):
            if type(operand) is not Value:
                _add_functions(operand, found)
    return found


def _add_functions(operand: Operand, found: list[Function]) -> None:
    if type(operand) is Pack:
        for item in operand.items:
            _add_functions(item, found)
    elif type(operand) is Const and type(operand.value) is Function:
        found.append(operand.value)
