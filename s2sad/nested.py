"""Transforms, checkpoints and custom derivatives inside differentiated code.

`TRANSFORMS` gives `specialize` a meaning for them: a nested transform becomes plain typed IR in the
place of the call (its function is outlined, transformed and spliced in), so that the code around
it can be differentiated as if the derivative had been written by hand there.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

from . import api, control
from .derivative import Derivative, Target
from .ir import prims
from .ir.nodes import Call, Const, Operand, Pack, Value, leaves
from .ir.traverse import map_operand
from .ir.types import TupleType, Type
from .transform import apply, clean
from .transforms.request import Transform
from .types.abstract import Abstract, Array, Closure, Items, Ref, Static, Tuple
from .types.outline import embed, outline, splice


class Nested:
    """A transform of a function that is known only inside the program being compiled."""

    def __init__(self, f: Abstract, chain: tuple[Transform, ...], extra: int):
        self.f, self.chain, self.extra = f, chain, extra


class Pullback:
    """The second result of a nested vjp."""

    def __init__(self, f: Abstract, primals: tuple[Abstract, ...]):
        self.f, self.primals = f, primals


def transformed(cx, call: Callable, chain, args: list[Abstract], extra: int, name: str) -> Abstract:
    """Outline `call`, take the chain of transforms, splice the result in."""
    own = args[: len(args) - extra] if extra else args
    surplus = args[len(own) :]
    outlined = outline(cx, name, own, call)
    fn = clean(outlined.function)
    for transform in chain:
        fn = clean(apply(fn, transform))
    closed = outlined.operands[len(own) :]
    operands = (*outlined.operands[: len(own)], *map(cx.operand, surplus), *closed)
    return splice(cx, fn, operands)


def _call_nested(cx, nested: Nested, args, kwargs) -> Abstract:
    def call(values):
        return cx.call(nested.f, values, dict(kwargs))

    return transformed(cx, call, nested.chain, list(args), nested.extra, "inner")


def _call_derivative(cx, derivative: Derivative, args, kwargs) -> Abstract:
    target: Target = derivative.target
    leading = [cx.lift_object(v) for v in target.leading]
    keywords = {k: cx.lift_object(v) for k, v in target.keywords.items()} | dict(kwargs)

    def call(values):
        return cx.call(Static(target.function), values, dict(keywords))

    name = target.function.__name__
    return transformed(cx, call, target.chain, [*leading, *args], target.extra, name)


def _call_pullback(cx, pullback: Pullback, args, kwargs) -> Abstract:
    count = len(pullback.primals)
    chain = (Transform("vjp", tuple(range(count)), False),)

    def call(values):
        return cx.call(pullback.f, values, {})

    return transformed(cx, call, chain, [*pullback.primals, *args], 1, "inner")


def _selection(cx, args, kwargs) -> tuple[tuple, bool]:
    argnums = kwargs.get("argnums", args[1] if len(args) > 1 else Static(0))
    if isinstance(argnums, Tuple):
        return tuple(i.value for i in argnums.items), False
    if not isinstance(argnums, Static):
        cx.refuse("argnums must be known when the code is generated")
    if isinstance(argnums.value, tuple):
        return argnums.value, False
    return (argnums.value,), True


def _gradient(mode: str):
    def handler(cx, args, kwargs) -> Abstract:
        unknown = set(kwargs) - {"argnums", "has_aux"}
        if unknown:
            cx.refuse(f"{mode}(..., {unknown.pop()}=...) is not supported inside differentiated code")
        argnums, bare = _selection(cx, args, kwargs)
        has_aux = kwargs.get("has_aux", Static(False)).value
        return _derived(args[0], Transform(mode, argnums, bare, has_aux), 0)

    return handler


def _derived(f: Abstract, transform: Transform, extra: int) -> Abstract:
    """A derivative of a function, or one more of a derivative."""
    if isinstance(f, Static) and isinstance(f.value, Nested):
        inner: Nested = f.value
        return Static(Nested(inner.f, (*inner.chain, transform), inner.extra + extra))
    if isinstance(f, Static) and isinstance(f.value, Derivative):
        return Static(Derivative(f.value.target, transform, extra))
    return Static(Nested(f, (transform,), extra))


def _jvp(cx, args, kwargs) -> Abstract:
    f, primals, tangents = args
    own, dots = list(cx.items_of(primals)), list(cx.items_of(tangents))
    transform = Transform("jvp", tuple(range(len(own))))
    return cx.call(_derived(f, transform, len(own)), own + dots, {})


def _vjp(cx, args, kwargs) -> Abstract:
    f, *primals = args
    y = cx.call(f, list(primals), {})
    return Tuple((y, Static(Pullback(f, tuple(primals)))))


def _hvp(cx, args, kwargs) -> Abstract:
    argnums, bare = _selection(cx, args, kwargs)
    return _derived(args[0], Transform("hvp", argnums, bare), len(argnums))


def _matrix(mode: str):
    def handler(cx, args, kwargs) -> Abstract:
        argnums, bare = _selection(cx, args, kwargs)
        return _derived(args[0], Transform(mode, argnums, bare), 0)

    return handler


# --- constants, checkpoints, custom derivatives ---


def _no_grad(cx, args, kwargs) -> Abstract:
    return Static(control.no_grad())


def _stop_gradient(cx, args, kwargs) -> Abstract:
    return stopped(cx, args[0])


def stopped(cx, value: Abstract) -> Abstract:
    """The value with each number in it a constant of differentiation."""
    match value:
        case Tuple(items=items, cls=cls):
            return Tuple(tuple(stopped(cx, i) for i in items), cls)
        case Ref(identity=identity) if isinstance(cx.content(identity), Items):
            content = cx.content(identity)
            values = tuple(stopped(cx, i) for i in content.values)
            if identity.kind == "list":
                return cx.new_list(values)
            if identity.kind == "dict":
                return cx.new_dict(content.keys, values)
        case Static() | Closure():
            return value
        case Array():
            held = cx.wrap(cx.emit(prims.stop_gradient, cx.operand(value)))
            held.storage.link(value.storage)
            return held
    return cx.wrap(cx.emit(prims.stop_gradient, cx.operand(value)))


def _one_call(cx, wrapper, args, kwargs) -> Abstract:
    """A call of an outlined function, whose derivative is not that of its statements."""

    def call(values):
        return cx.call(Static(wrapper.f), values, dict(kwargs))

    outlined = outline(cx, wrapper.f.__name__, list(args), call)
    result = outlined.function.body.terminator.value
    parts = list(leaves(result))
    type_: Type = parts[0].type if len(parts) == 1 else TupleType(tuple(p.type for p in parts))
    if isinstance(result, Pack) or len(parts) != 1:
        body = outlined.function.body
        end = replace(body.terminator, value=Pack(tuple, tuple(parts)))
        function = replace(outlined.function, body=replace(body, terminator=end))
        type_ = TupleType(tuple(p.type for p in parts))
    else:
        function = outlined.function
    function = replace(function, derivative=(wrapper, len(args)))
    value = Value("", type_, cx.span)
    cx.builder.ops.append(Call(function, outlined.operands, (), value, False, cx.span))
    if not isinstance(result, Pack):
        return cx.wrap(value)
    return _restructured(cx, result, value)


def _restructured(cx, tree: Operand, value: Value) -> Abstract:
    """The result in its own structure, from the tuple of its leaves."""
    found = iter(range(len(value.type.items)))
    parts: dict[Value, Operand] = {}
    for leaf in leaves(tree):
        if leaf not in parts:
            k = next(found)
            parts[leaf] = cx.emit(operator.getitem, value, Const(k), type=value.type.items[k])
    return embed(cx, map_operand(tree, parts.__getitem__))


TRANSFORMS: dict = {
    Nested: _call_nested,
    Derivative: _call_derivative,
    Pullback: _call_pullback,
    api.grad: _gradient("grad"),
    api.value_and_grad: _gradient("value_and_grad"),
    api.jvp: _jvp,
    api.vjp: _vjp,
    api.hvp: _hvp,
    api.jacobian: _matrix("jacobian"),
    api.jacfwd: _matrix("jacfwd"),
    api.jacrev: _matrix("jacrev"),
    api.hessian: _matrix("hessian"),
    control.no_grad: _no_grad,
    control.stop_gradient: _stop_gradient,
    control.Checkpoint: _one_call,
    control.CustomVjp: _one_call,
}
