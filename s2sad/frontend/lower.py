"""gast -> untyped structured SSA, or a refusal that shows the user's line.

In: a captured function. Out: a `Function` whose calls still name Python's syntax (`prims.call`,
`prims.load_global`); `specialize` resolves them. A node that is in no table of `LANGUAGE` is
refused, so nothing can be dropped. Nested functions are lowered with the function around them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import NoReturn

import gast

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import Block, Function, Param, Return, Value
from ..source import Span
from . import live_names, refusals
from .capture import Captured
from .desugar import desugar
from .exits import RESULT, normalize
from .frame import UNBOUND, Frame, Language, Unit
from .lower_expr import EXPRESSIONS
from .lower_generators import lower_generator, lower_generator_expression, lower_yield
from .lower_nested import (
    lower_def, lower_dict_comprehension, lower_lambda, lower_list_comprehension,
    lower_set_comprehension,
)  # fmt: skip
from .lower_stmt import STATEMENTS
from .managers import cut_at_yield
from .scopes import FunctionTree, Scope, analyze, parameters

#: what a lambda is called: a name that can stand in generated code
LAMBDA = "lambda_"


def lower(captured: Captured) -> Function:
    """The untyped IR of a function."""
    return _lower(captured, desugar)


def lower_manager(captured: Captured) -> Function:
    """The untyped IR of a function under contextlib.contextmanager: see managers.py."""
    return _lower(captured, lambda tree, refuse: desugar(cut_at_yield(tree, refuse), refuse))


def _lower(captured: Captured, prepare: Callable) -> Function:
    unit = Unit(captured.file, captured.globals, LANGUAGE)
    name = captured.name

    def refuse(node: gast.AST, message: str, advice: str) -> NoReturn:
        span = Span(captured.file, node.lineno, node.col_offset, node.end_lineno,
                    node.end_col_offset, name)  # fmt: skip
        raise UnsupportedError(message, span, advice)

    tree = prepare(captured.tree, refuse)
    try:
        scope = analyze(tree)
        free = frozenset(captured.closure)
        return _lower_function(unit, tree, scope, free, name, captured.doc, None)
    except RecursionError:
        span = Span(captured.file, tree.lineno, tree.col_offset, function=name)
        raise UnsupportedError(refusals.TOO_DEEP, span, refusals.TOO_DEEP_ADVICE) from None


def lower_nested_function(frame: Frame, node: FunctionTree) -> Function:
    """A function in the function of `frame`; it reads that one's variables by load_free."""
    scope = frame.scope.nested[node]
    free = frozenset(
        name for name in scope.free if frame.place(name) is not None or name in frame.free
    )
    if isinstance(node, gast.Lambda):
        return _lower_function(frame.unit, _as_def(node), scope, free, "<lambda>", None, frame)
    doc = _docstring(node)
    return _lower_function(frame.unit, node, scope, free, node.name, doc, frame)


def _lower_function(
    unit: Unit,
    tree: gast.FunctionDef,
    scope: Scope,
    free: frozenset[str],
    name: str,
    doc: str | None,
    parent: Frame | None,
) -> Function:
    normalized = normalize(tree.body)
    names = [parameter.id for parameter in parameters(tree)]
    live = live_names.find(
        normalized.body,
        normalized.stops,
        lambda name: name in scope.stores and name not in scope.cells,
        scope.has_walrus,
    )
    first = names[0] if names else ""
    frame = Frame(unit, name, scope, free, live, normalized.stops, first, parent)
    if isinstance(tree, gast.AsyncFunctionDef):
        frame.refuse_node(tree)
    if scope.is_generator:
        frame.beginning = frame.emit(tree, prims.begin_generator)
    params = _parameters(frame, tree)
    if scope.is_generator:
        result = lower_generator(frame, tree, normalized.body)
    else:
        frame.statements(normalized.body)
        result = UNBOUND if frame.dead else frame.env.get(RESULT, UNBOUND)
    return Function(
        name=LAMBDA if name == "<lambda>" else name,
        params=params,
        body=Block((), tuple(frame.builder.ops), Return(result)),
        span=frame.span(tree),
        doc=doc,
    )


def _parameters(frame: Frame, tree: gast.FunctionDef) -> tuple[Param, ...]:
    """The parameters, as values in `env`; those that nested functions use go into cells."""
    for name in sorted(frame.scope.cells):
        frame.cells[name] = frame.new_cell(name, tree)
    params = []
    for node, kind in _kinds(tree.args):
        value = Value(node.id, None, frame.span(node))
        params.append(Param(node.id, value, kind))
        if node.id in frame.cells:
            frame.do(node, prims.cell_set, frame.cells[node.id], value)
        else:
            frame.bind(node.id, value)
    return tuple(params)


def _kinds(args: gast.arguments) -> Iterator[tuple[gast.Name, int]]:
    kinds = inspect.Parameter
    for node in args.posonlyargs:
        yield node, kinds.POSITIONAL_ONLY
    for node in args.args:
        yield node, kinds.POSITIONAL_OR_KEYWORD
    if args.vararg is not None:
        yield args.vararg, kinds.VAR_POSITIONAL
    for node in args.kwonlyargs:
        yield node, kinds.KEYWORD_ONLY
    if args.kwarg is not None:
        yield args.kwarg, kinds.VAR_KEYWORD


def _as_def(node: gast.Lambda) -> gast.FunctionDef:
    body = gast.copy_location(gast.Return(node.body), node.body)
    definition = gast.FunctionDef("<lambda>", node.args, [body], [], None, None, [])
    return gast.copy_location(definition, node)


def _docstring(node: gast.FunctionDef) -> str | None:
    first = node.body[0]
    if isinstance(first, gast.Expr) and isinstance(first.value, gast.Constant):
        return first.value.value if isinstance(first.value.value, str) else None
    return None


LANGUAGE = Language(
    expressions={
        **EXPRESSIONS,
        gast.ListComp: lower_list_comprehension,
        gast.SetComp: lower_set_comprehension,
        gast.DictComp: lower_dict_comprehension,
        gast.Lambda: lower_lambda,
        gast.GeneratorExp: lower_generator_expression,
    },
    statements={**STATEMENTS, gast.FunctionDef: lower_def, gast.Expr: lower_yield},
    function=lower_nested_function,
)
