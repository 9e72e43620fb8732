"""Generators: functions with `yield`, and generator expressions, as lists that are used up.

The items go into a list where the generator is made (see types/iterators.py for what makes that
the same). What a generator expression reads must not be assigned again before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator

import gast

from ..ir import prims
from ..ir.nodes import Const, Operand, Pack
from . import refusals
from .frame import Frame, shown
from .late_generators import names_read
from .lower_expr import NO_KEYWORDS
from .lower_nested import lower_list_comprehension, walrus_keys
from .lower_stmt import lower_expression
from .scopes import FUNCTIONS


def lower_generator(frame: Frame, tree: gast.FunctionDef, body: list[gast.stmt]) -> Operand:
    """The body of a function with `yield`; gives the iterator that a call returns."""
    for node in _own_nodes(tree):
        if isinstance(node, gast.While) and _is_endless(node):
            message, advice = refusals.ENDLESS_GENERATOR, refusals.ENDLESS_GENERATOR_ADVICE
            frame.refuse(node.test, message, advice)
    frame.yielded = frame.emit(tree, prims.build_list)
    frame.statements(body)
    return frame.emit(tree, prims.finish_generator, frame.yielded, frame.beginning)


def lower_yield(frame: Frame, node: gast.Expr) -> None:
    """A statement that is an expression, `yield x` among them."""
    match node.value:
        case gast.Yield(value=value):
            item = Const(None) if value is None else frame.expr(value)
            frame.do(node.value, prims.hand_out, item, frame.beginning)
            frame.do(node.value, prims.append_item, frame.yielded, item)
        case gast.YieldFrom(value=value):
            extend = frame.emit(node.value, prims.get_attribute, frame.yielded, Const("extend"))
            args = Pack(tuple, (frame.expr(value),))
            frame.do(node.value, prims.hand_out, args, frame.beginning)
            frame.do(node.value, prims.call, extend, args, NO_KEYWORDS)
        case _:
            lower_expression(frame, node)


def lower_generator_expression(frame: Frame, node: gast.GeneratorExp) -> Operand:
    assigned = walrus_keys(frame, node)
    if assigned:
        message = refusals.ASSIGNING_GENERATOR.format(name=shown(assigned[0]))
        frame.refuse(node, message, refusals.ASSIGNING_GENERATOR_ADVICE)
    names = [name for name in names_read(node) if frame.is_variable(name)]
    if node in frame.used_late or node not in frame.used_at_once:
        for name in names:
            if frame.scope.stores.get(name, 0) > 1:
                message = refusals.LATE_GENERATOR.format(name=name)
                frame.refuse(node, message, refusals.LATE_GENERATOR_ADVICE)
    first = frame.expr(node.generators[0].iter)
    start = frame.emit(node, prims.begin_generator)
    items = lower_list_comprehension(frame, node, first)
    return frame.emit(node, prims.finish_generator, items, start)


def _own_nodes(tree: gast.AST) -> Iterator[gast.AST]:
    """The nodes of a function without those of the functions in it."""
    for child in gast.iter_child_nodes(tree):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from _own_nodes(child)


def _is_endless(loop: gast.While) -> bool:
    test = loop.test
    return isinstance(test, gast.Constant) and bool(test.value) and not _leaves(loop.body)


def _leaves(statements: list[gast.stmt], in_loop: bool = False) -> bool:
    """True where the statements may leave the loop that they stand in."""
    for node in statements:
        if isinstance(node, gast.Return | gast.Raise) or (
            isinstance(node, gast.Break) and not in_loop
        ):
            return True
        if isinstance(node, FUNCTIONS):
            continue
        inside = in_loop or isinstance(node, gast.For | gast.While)
        if _leaves(getattr(node, "body", []), inside) or _leaves(
            getattr(node, "orelse", []), in_loop
        ):
            return True
    return False
