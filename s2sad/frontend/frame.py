"""The state of lowering one function: open ops, the current operand of each variable, cells.

SSA form is built in one walk: a variable is an entry in `env`, and an assignment replaces the
entry. A branch is lowered with a journal of the entries that it replaces; they are put back after
it, and `join` makes one result for each variable that the branches left different.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import NoneType
from typing import Any, NoReturn

import gast

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, Function, If, Op, Operand, Value, Yield, is_undefined,
)  # fmt: skip
from ..source import Span
from . import refusals
from .live_names import LiveNames
from .scopes import FunctionTree, Scope

UNBOUND = Const(UNDEFINED)


@dataclass(frozen=True, slots=True)
class Language:
    """How each kind of node is lowered, and a nested function; see lower.py."""

    expressions: dict[type, Callable[[Frame, Any], Operand]]
    statements: dict[type, Callable[[Frame, Any], None]]
    function: Callable[[Frame, FunctionTree], Function]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a function and the functions nested in it have in common."""

    file: str
    globals: dict[str, Any]
    language: Language


@dataclass(frozen=True, slots=True)
class Branch:
    """Lowered statements that do not stand in a block yet; `dead` when they end in a raise."""

    ops: tuple[Op, ...]
    changed: dict[str, Operand]
    dead: bool
    value: Operand | None


@dataclass(slots=True)
class Frame:
    """`place` says where a name lives: in `env` under a key, in a cell, or elsewhere (None)."""

    unit: Unit
    name: str
    scope: Scope
    free: frozenset[str]
    live: LiveNames
    stops: dict[gast.stmt, str]
    first_parameter: str = ""
    parent: Frame | None = None
    env: dict[str, Operand] = field(default_factory=dict)
    cells: dict[str, Value] = field(default_factory=dict)
    comprehensions: list[dict[str, str | Value]] = field(default_factory=list)
    builder: Builder = field(default_factory=Builder)
    journal: dict[str, Operand] = field(default_factory=dict)
    dead: bool = False
    comprehension_count: int = 0
    beginning: Operand | None = None  # of a generator
    yielded: Operand | None = None  # the items of a generator so far
    #: values that some path leaves unbound, and those that a `del` in a loop may have unbound;
    #: which of them have been read in this block
    unsure: set[Value] = field(default_factory=set)
    deleted: set[Value] = field(default_factory=set)
    read: frozenset[Value] = frozenset()
    used_at_once: set[gast.GeneratorExp] = field(default_factory=set)
    used_late: set[gast.GeneratorExp] = field(default_factory=set)

    # --- nodes -------------------------------------------------------------------------------

    def expr(self, node: gast.expr) -> Operand:
        handler = self.unit.language.expressions.get(node.__class__)
        if handler is None:
            self.refuse_node(node)
        return handler(self, node)

    def statements(self, nodes: list[gast.stmt]) -> None:
        table = self.unit.language.statements
        for node in nodes:
            if self.dead:
                return
            handler = table.get(node.__class__)
            if handler is None:
                self.refuse_node(node)
            handler(self, node)

    def refuse_node(self, node: gast.AST) -> NoReturn:
        self.refuse(node, *refusals.of_node(node))

    def refuse(self, node: gast.AST, message: str, advice: str) -> NoReturn:
        raise UnsupportedError(message, self.span(node), advice)

    def span(self, node: gast.AST) -> Span:
        return Span(
            self.unit.file,
            node.lineno,
            node.col_offset,
            node.end_lineno,
            node.end_col_offset,
            self.name,
        )

    # --- ops ---------------------------------------------------------------------------------

    def emit(
        self, node: gast.AST, callee: Callable, *args: Operand, name: str = "", effect: bool = False
    ) -> Value:
        """Append a call and return its result."""
        self.builder.span = self.span(node)
        return self.builder.call(callee, *args, name=name, effect=effect)

    def do(self, node: gast.AST, callee: Callable, *args: Operand) -> None:
        """Append a call for its effect."""
        self.builder.append(Call(callee, args, effect=True, span=self.span(node)))

    # --- names -------------------------------------------------------------------------------

    def place(self, name: str) -> str | Value | None:
        if self.comprehensions:
            for variables in reversed(self.comprehensions):
                if name in variables:
                    return variables[name]
        if name in self.cells:
            return self.cells[name]
        return name if name in self.scope.stores or name.startswith(".") else None

    def load(self, name: str, node: gast.AST) -> Operand:
        place = self.place(name)
        if isinstance(place, Value):
            return self.emit(node, prims.cell_get, place, name=name)
        if place is None:
            load = prims.load_free if name in self.free else prims.load_global
            return self.emit(node, load, Const(name), name=name)
        operand = self.env.get(place, UNBOUND)
        if is_undefined(operand) and not name.startswith("."):
            advice = refusals.UNBOUND_ADVICE.format(name=name)
            self.refuse(node, refusals.UNBOUND.format(name=name), advice)
        unsure = operand in self.unsure or operand in self.deleted
        if unsure and operand not in self.read and not name.startswith("."):
            self.read |= {operand}
            deleted = (Const(True),) if operand in self.deleted else ()
            self.do(node, prims.bound, operand, Const(name), *deleted)
        return operand

    def is_variable(self, name: str) -> bool:
        """False for globals and builtins."""
        return self.place(name) is not None or name in self.free

    def is_bound(self, name: str) -> bool:
        place = self.place(name)
        return not isinstance(place, str) or not is_undefined(self.env.get(place, UNBOUND))

    def may_be_unbound(self, operand: Operand) -> bool:
        return is_undefined(operand) or operand in self.unsure or operand in self.deleted

    def store(self, name: str, operand: Operand, node: gast.AST) -> None:
        place = self.place(name)
        if place is None and name in self.scope.declared_nonlocal:
            place = self.emit(node, prims.free_cell, Const(name), name=name)
        if place is None:
            message = refusals.GLOBAL_WRITE.format(name=name)
            self.refuse(node, message, refusals.GLOBAL_WRITE_ADVICE)
        if isinstance(operand, Value) and not operand.name and not name.startswith("."):
            operand.name = name
        if isinstance(place, Value):
            self.do(node, prims.cell_set, place, operand)
        else:
            self.bind(place, operand)

    def bind(self, key: str, operand: Operand) -> None:
        self.journal.setdefault(key, self.env.get(key, UNBOUND))
        self.env[key] = operand

    def new_cell(self, name: str, node: gast.AST) -> Value:
        return self.emit(node, prims.new_cell, Const(name), name=name)

    # --- branches ----------------------------------------------------------------------------

    def branch(self, lower: Callable[[], Operand | None]) -> Branch:
        """Lower something apart; this frame is then as it was before."""
        around = self.builder, self.journal, self.dead, self.read
        self.builder, self.journal, self.dead = Builder(), {}, False
        value = lower()
        changed = {key: self.env[key] for key in self.journal}
        self.env.update(self.journal)
        branch = Branch(tuple(self.builder.ops), changed, self.dead, value)
        self.builder, self.journal, self.dead, self.read = around
        return branch

    def join(
        self,
        node: gast.AST,
        condition: Operand,
        then: Branch,
        orelse: Branch,
        keep: Callable[[str], bool],
    ) -> Operand | None:
        """Append the If of two branches; the result is the value that they give, if any."""
        span = self.span(node)
        pairs: list[tuple[Operand, Operand]] = []
        results: list[Value] = []

        def merge(a: Operand, b: Operand, name: str) -> Operand:
            if _same(a, b):
                return a
            pairs.append((a, b))
            results.append(Value(name, None, span))
            ends = [o for o, branch in ((a, then), (b, orelse)) if not branch.dead]
            if any(map(self.may_be_unbound, ends)):
                self.unsure.add(results[-1])
                if not self.deleted.isdisjoint(ends):
                    self.deleted.add(results[-1])
            return results[-1]

        value = None if then.value is None else merge(then.value, orelse.value, "")
        alive = [branch for branch in (then, orelse) if not branch.dead]
        for key in dict.fromkeys(key for branch in alive for key in branch.changed):
            if keep(key):
                operands = [
                    UNBOUND if branch.dead else branch.changed.get(key, self.env.get(key, UNBOUND))
                    for branch in (then, orelse)
                ]
                self.bind(key, merge(*operands, shown(key)))
        blocks = [
            Block((), branch.ops, Yield(tuple(pair[side] for pair in pairs)))
            for side, branch in enumerate((then, orelse))
        ]
        self.builder.append(If(condition, *blocks, tuple(results), span))
        self.dead = self.dead or not alive
        return value


def keep_all(key: str) -> bool:
    """What an `if` inside an expression gives: all that `:=` assigns in it, alive or not."""
    return True


def shown(key: str) -> str:
    """The name that stands for a key of `env`: `.stop 2` is shown as stop, `i@1` as i."""
    return key.lstrip(".").split(" ")[0].split("@")[0]


def _same(a: Operand, b: Operand) -> bool:
    """Equal in both branches, hence needing no result: defined before them, or a plain constant."""
    if a is b:
        return True
    if not (isinstance(a, Const) and isinstance(b, Const)):
        return False
    plain = type(a.value) is type(b.value) and isinstance(a.value, (bool, int, str, NoneType))
    return a.value == b.value if plain else is_undefined(a) and is_undefined(b)
