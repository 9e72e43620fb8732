"""What has a scope of its own inside a function: comprehensions, lambdas, nested functions.

A comprehension becomes a loop here; its variables have keys of their own in `env`. A nested
function becomes a closure over cells, so that it sees the value a variable has when it is called.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import gast

from ..ir import prims
from ..ir.nodes import Const, Operand, Pack, Value
from .frame import Frame, keep_all
from .lower_expr import emit_call
from .lower_stmt import assign, emit_for, item_name
from .scopes import ComprehensionTree, FunctionTree, comprehension_parts, comprehension_variables

# --- comprehensions -------------------------------------------------------------------------


def lower_list_comprehension(
    frame: Frame, node: gast.ListComp | gast.GeneratorExp, iterable: Operand | None = None
) -> Operand:
    if iterable is None:
        iterable = frame.expr(node.generators[0].iter)
    out = frame.emit(node, prims.build_list)
    _comprehension(
        frame,
        node,
        iterable,
        lambda: frame.do(node.elt, prims.append_item, out, frame.expr(node.elt)),
    )
    return out


def lower_set_comprehension(frame: Frame, node: gast.SetComp) -> Operand:
    items = lower_list_comprehension(frame, node)
    return frame.emit(node, prims.build_set, Pack(prims.Star, (items,)))


def lower_dict_comprehension(frame: Frame, node: gast.DictComp) -> Operand:
    iterable = frame.expr(node.generators[0].iter)
    out = frame.emit(node, prims.build_dict, Pack(dict, (), ()))

    def put() -> None:
        key = frame.expr(node.key)
        frame.do(node.value, operator.setitem, out, key, frame.expr(node.value))

    _comprehension(frame, node, iterable, put)
    return out


def _comprehension(
    frame: Frame, node: ComprehensionTree, iterable: Operand, innermost: Callable[[], None]
) -> None:
    """The loops around `innermost`, with the comprehension's own variables in place."""
    frame.comprehension_count += 1
    shared = frame.scope.comprehension_cells[node]
    variables = {
        name: frame.new_cell(name, node)
        if name in shared
        else f"{name}@{frame.comprehension_count}"
        for name in sorted(comprehension_variables(node))
    }
    outside = walrus_keys(frame, node)
    frame.comprehensions.append(variables)
    _generator(frame, node, 0, iterable, outside, innermost)
    frame.comprehensions.pop()


def _generator(
    frame: Frame,
    node: ComprehensionTree,
    index: int,
    iterable: Operand,
    outside: tuple[str, ...],
    innermost: Callable[[], None],
) -> None:
    generator = node.generators[index]
    if generator.is_async:
        frame.refuse_node(gast.copy_location(gast.Await(generator.iter), generator.iter))
    item = Value(item_name(generator.target), None, frame.span(generator.target))

    def inside() -> None:
        if index + 1 == len(node.generators):
            innermost()
        else:
            following = frame.expr(node.generators[index + 1].iter)
            _generator(frame, node, index + 1, following, outside, innermost)

    def body() -> None:
        assign(frame, generator.target, item)
        _filtered(frame, generator.ifs, inside)

    emit_for(frame, node, iterable, item, outside, body)


def _filtered(frame: Frame, tests: list[gast.expr], inside: Callable[[], None]) -> None:
    if not tests:
        inside()
        return
    test = frame.expr(tests[0])
    then = frame.branch(lambda: _filtered(frame, tests[1:], inside))
    frame.join(tests[0], test, then, frame.branch(lambda: None), keep_all)


def walrus_keys(frame: Frame, node: ComprehensionTree) -> tuple[str, ...]:
    """Variables of the function that `:=` inside the comprehension assigns."""
    if not frame.scope.has_walrus:
        return ()
    names = dict.fromkeys(
        inner.target.id
        for part in comprehension_parts(node)
        for inner in gast.walk(part)
        if isinstance(inner, gast.NamedExpr)
    )
    places = (frame.place(name) for name in names)
    return tuple(place for place in places if isinstance(place, str))


# --- functions ------------------------------------------------------------------------------


def lower_lambda(frame: Frame, node: gast.Lambda) -> Operand:
    return _closure(frame, node)


def lower_def(frame: Frame, node: gast.FunctionDef) -> None:
    decorators = [frame.expr(decorator) for decorator in node.decorator_list]
    value: Operand = _closure(frame, node)
    for decorator in reversed(decorators):
        value = emit_call(frame, node, decorator, (value,))
    frame.store(node.name, value, node)


def _closure(frame: Frame, node: FunctionTree) -> Operand:
    args = node.args
    defaults = Pack(tuple, tuple(frame.expr(default) for default in args.defaults))
    named = [(p.id, d) for p, d in zip(args.kwonlyargs, args.kw_defaults) if d is not None]
    kwdefaults = Pack(
        dict, tuple(frame.expr(default) for _, default in named), tuple(n for n, _ in named)
    )
    names = [name for name in frame.scope.nested[node].free if frame.is_variable(name)]
    cells = Pack(dict, tuple(_cell(frame, name, node) for name in names), tuple(names))
    function = Const(frame.unit.language.function(frame, node))
    return frame.emit(node, prims.make_closure, function, cells, defaults, kwdefaults)


def _cell(frame: Frame, name: str, node: FunctionTree) -> Operand:
    place = frame.place(name)
    if isinstance(place, Value):
        return place
    return frame.emit(node, prims.free_cell, Const(name), name=name)  # from further out
