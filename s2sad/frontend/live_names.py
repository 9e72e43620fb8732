"""Which variables a loop carries and an `if` gives: those that are assigned in it and read later.

In: normalized statements (see exits.py) and the names of the SSA variables. Out: for each
compound statement the variables that are alive after it, and for each loop those that must go
round. A set of variables is an int, one bit each: two sweeps, upwards for what each statement
reads and assigns, downwards for what is alive, make it linear in the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import gast

from .scopes import (
    COMPREHENSIONS, FUNCTIONS, bound_by_import, children, comprehension_parts,
    comprehension_variables, outside_parts, stored_names,
)  # fmt: skip

#: statements that hold others
_COMPOUND = (gast.If, gast.For, gast.While, gast.With)
ALL = -1  # every bit: what a statement that never ends (raise) has "assigned"


class Effect(NamedTuple):
    """`reads` before any own assignment, `assigns` on every path, `touches` on some path."""

    reads: int
    assigns: int
    touches: int


@dataclass(slots=True)
class LiveNames:
    """The answers. Names are given in order of their first appearance in the function."""

    bits: dict[str, int] = field(default_factory=dict)
    alive_after: dict[gast.stmt, int] = field(default_factory=dict)
    carried: dict[gast.stmt, tuple[str, ...]] = field(default_factory=dict)

    def is_alive_after(self, node: gast.stmt, name: str) -> bool:
        return bool(self.alive_after[node] & self.bits.get(name, 0))


def find(
    statements: list[gast.stmt],
    stops: dict[gast.stmt, str],
    is_variable: Callable[[str], bool],
    ordered: bool,
) -> LiveNames:
    """`ordered`: expressions assign too (`:=`), so that their order of evaluation matters."""
    search = _Search(stops, is_variable, ordered)
    if not any(isinstance(node, _COMPOUND) for node in statements):
        return search.found  # nothing is asked
    search.block_effect(statements)
    search.mark_block(statements, search.bit(".result"))
    return search.found


@dataclass(slots=True)
class _Search:
    stops: dict[gast.stmt, str]
    is_variable: Callable[[str], bool]
    ordered: bool
    found: LiveNames = field(default_factory=LiveNames)
    effects: dict[gast.stmt, Effect] = field(default_factory=dict)

    def bit(self, name: str) -> int:
        known = self.found.bits.get(name)
        if known is None:
            if not name.startswith(".") and not self.is_variable(name):
                return 0
            known = self.found.bits[name] = 1 << len(self.found.bits)
        return known

    def bits(self, names: Iterable[str]) -> int:
        total = 0
        for name in names:
            total |= self.bit(name)
        return total

    # --- upwards: what statements read and assign --------------------------------------------

    def block_effect(self, statements: list[gast.stmt]) -> Effect:
        return _in_sequence([self.effect(node) for node in statements])

    def effect(self, node: gast.stmt) -> Effect:
        find = self.compound_effect if isinstance(node, _COMPOUND) else self.simple_effect
        effect = self.effects[node] = find(node)
        return effect

    def compound_effect(self, node: gast.stmt) -> Effect:
        match node:
            case gast.If():
                then, orelse = self.block_effect(node.body), self.block_effect(node.orelse)
                either = Effect(
                    then.reads | orelse.reads,
                    then.assigns & orelse.assigns,
                    then.touches | orelse.touches,
                )
                return _in_sequence([self.expressions([node.test]), either])
            case gast.For():
                return _in_sequence(
                    [self.expressions([node.iter]), _maybe(self.for_body_effect(node))]
                )
            case gast.While():
                body = _in_sequence([self.block_effect(node.body), self.stop_effect(node)])
                return _in_sequence([self.expressions([node.test]), _maybe(body)])
            case gast.With():
                items = [self.with_item(item) for item in node.items]
                return _in_sequence([*items, self.block_effect(node.body)])

    def simple_effect(self, node: gast.stmt) -> Effect:
        match node:
            case gast.Assign():
                value = self.expressions([node.value])
                return _in_sequence([value, *map(self.target, node.targets)])
            case gast.AugAssign():
                read = self.bits(stored_names(node.target))
                parts = [Effect(read, 0, 0), self.expressions([node.value])]
                return _in_sequence([*parts, self.target(node.target)])
            case gast.AnnAssign():
                if node.value is None:
                    return Effect(0, 0, 0)
                return _in_sequence([self.expressions([node.value]), self.target(node.target)])
            case gast.FunctionDef():
                name = self.bit(node.name)
                outside = self.expressions(outside_parts(node))
                return _in_sequence([outside, Effect(0, name, name)])
            case gast.Import() | gast.ImportFrom():
                names = self.bits(bound_by_import(alias) for alias in node.names)
                return Effect(0, names, names)
            case gast.Raise():
                return Effect(self.expressions(children(node)).reads, ALL, 0)
            case gast.Delete():
                names = self.bits(n for target in node.targets for n in stored_names(target))
                inner = self.expressions(node.targets)
                return _in_sequence([inner, Effect(names, 0, names)])
            case _:
                return self.expressions(children(node))

    def for_body_effect(self, node: gast.For) -> Effect:
        parts = [self.target(node.target), self.block_effect(node.body), self.stop_effect(node)]
        return _in_sequence(parts)

    def stop_effect(self, node: gast.stmt) -> Effect:
        stop = self.stops.get(node)
        return Effect(self.bit(stop) if stop else 0, 0, 0)

    def with_item(self, item: gast.withitem) -> Effect:
        context = self.expressions([item.context_expr])
        if item.optional_vars is None:
            return context
        return _in_sequence([context, self.target(item.optional_vars)])

    def target(self, node: gast.expr) -> Effect:
        """What assigning to a target reads (objects and indices) and assigns."""
        if type(node) is gast.Name:
            name = self.bit(node.id)
            return Effect(0, name, name)
        names = self.bits(stored_names(node))
        return _in_sequence([self.expressions([node]), Effect(0, names, names)])

    # --- expressions -------------------------------------------------------------------------

    def expressions(self, nodes: Iterable[gast.AST]) -> Effect:
        if self.ordered:
            reader = _OrderedReader(self.bit)
            for node in nodes:
                reader.visit(node, True)
            return Effect(reader.reads, reader.assigns, reader.touches)
        return Effect(self.reads(nodes), 0, 0)

    def reads(self, nodes: Iterable[gast.AST]) -> int:
        total = 0
        stack = list(nodes)
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is gast.Name:
                if type(node.ctx) is gast.Load:
                    total |= self.bit(node.id)
            elif kind in FUNCTIONS:
                stack += outside_parts(node)
            elif kind in COMPREHENSIONS:
                stack.append(node.generators[0].iter)
                hidden = self.bits(comprehension_variables(node))
                total |= self.reads(comprehension_parts(node)) & ~hidden
            else:
                stack += children(node)
        return total

    # --- downwards: what is alive ------------------------------------------------------------

    def mark_block(self, statements: list[gast.stmt], alive: int) -> None:
        for node in reversed(statements):
            self.mark(node, alive)
            effect = self.effects[node]
            alive = effect.reads | (alive & ~effect.assigns)

    def mark(self, node: gast.stmt, alive: int) -> None:
        match node:
            case gast.If():
                self.found.alive_after[node] = alive
                self.mark_block(node.body, alive)
                self.mark_block(node.orelse, alive)
            case gast.For() | gast.While():
                # `reads` holds what the next iteration reads; those of the iterable, evaluated
                # once, do not come into it
                around = self.around(node)
                needed = (around.reads | alive) & around.touches
                self.found.carried[node] = self.names(needed)
                stop = self.stop_effect(node).reads
                self.mark_block(node.body, around.reads | alive | stop)
            case gast.With():
                self.mark_block(node.body, alive)

    def around(self, node: gast.For | gast.While) -> Effect:
        """One iteration: its target or test, its body."""
        body = _in_sequence([self.effects[inner] for inner in node.body])
        body = _in_sequence([body, self.stop_effect(node)])
        if isinstance(node, gast.For):
            return _in_sequence([self.target(node.target), body])
        return _in_sequence([self.expressions([node.test]), body])

    def names(self, wanted: int) -> tuple[str, ...]:
        out = []
        names = list(self.found.bits)
        while wanted:
            lowest = wanted & -wanted
            out.append(names[lowest.bit_length() - 1])
            wanted ^= lowest
        return tuple(out)


@dataclass(slots=True)
class _OrderedReader:
    """Reads of expressions that may assign, in Python's order of evaluation.

    An assignment counts only where it is certain to be evaluated.
    """

    bit: Callable[[str], int]
    reads: int = 0
    assigns: int = 0
    touches: int = 0

    def visit(self, node: gast.AST, certain: bool) -> None:
        match node:
            case gast.Name():
                if isinstance(node.ctx, gast.Load):
                    self.reads |= self.bit(node.id) & ~self.assigns
            case gast.NamedExpr():
                self.visit(node.value, certain)
                name = self.bit(node.target.id)
                self.touches |= name
                self.assigns |= name if certain else 0
            case gast.IfExp():
                self.visit(node.test, certain)
                self.visit_all([node.body, node.orelse], False)
            case gast.BoolOp():
                self.visit(node.values[0], certain)
                self.visit_all(node.values[1:], False)
            case gast.Compare():
                self.visit_all([node.left, node.comparators[0]], certain)
                self.visit_all(node.comparators[1:], False)
            case gast.Dict():
                pairs = zip(node.keys, node.values)
                self.visit_all([n for pair in pairs for n in pair if n is not None], certain)
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.Lambda():
                self.visit_all(outside_parts(node), certain)
            case gast.ListComp() | gast.SetComp() | gast.DictComp() | gast.GeneratorExp():
                self.visit_comprehension(node, certain)
            case _:
                self.visit_all(children(node), certain)

    def visit_all(self, nodes: Iterable[gast.AST], certain: bool) -> None:
        for node in nodes:
            self.visit(node, certain)

    def visit_comprehension(self, node: gast.expr, certain: bool) -> None:
        self.visit(node.generators[0].iter, certain)
        names = comprehension_variables(node)
        inner = _OrderedReader(lambda name: 0 if name in names else self.bit(name))
        inner.visit_all(comprehension_parts(node), False)
        self.reads |= inner.reads & ~self.assigns
        self.touches |= inner.touches


def _in_sequence(effects: list[Effect]) -> Effect:
    reads = assigns = touches = 0
    for effect in effects:
        reads |= effect.reads & ~assigns
        assigns |= effect.assigns
        touches |= effect.touches
    return Effect(reads, assigns, touches)


def _maybe(effect: Effect) -> Effect:
    """As the effect, or nothing."""
    return Effect(effect.reads, 0, effect.touches)
