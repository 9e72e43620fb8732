"""Transforms inside differentiated code.

`TRANSFORMS` gives `specialize` a meaning for them: a nested transform becomes plain typed IR in the
place of the call (its function is outlined, transformed and spliced in), so that the code around
it can be differentiated as if the derivative had been written by hand there.
"""

from __future__ import annotations

import types
from collections.abc import Callable

from . import api, chosen
from .derivative import Derivative, Target
from .names import read_name
from .rules import lift
from .passes.cleanup import clean
from .transform import apply
from .transforms.request import Transform
from .types.abstract import Abstract, Closure, State, Static, Tuple
from .types.outline import embed, outline, splice
from .wrapped import WRAPPERS, stopped


class Nested:
    """A transform of a function that is known only inside the program being compiled."""

    def __init__(self, f: Abstract, chain: tuple[Transform, ...], extra: int):
        self.f, self.chain, self.extra = f, chain, extra


class Pullback:
    """The second result of a nested vjp: of the program as it was in `state`, whatever is written
    later."""

    def __init__(self, f: Abstract, primals: tuple[Abstract, ...], has_aux: bool, state: State):
        self.f, self.primals, self.has_aux, self.state = f, primals, has_aux, state


def transformed(
    cx,
    call: Callable,
    chain,
    args: list[Abstract],
    extra: int,
    name: str,
    state: State | None = None,
) -> Abstract:
    """Outline `call`, take the chain of transforms, splice the result in; under `no_grad` that is
    a constant of what is around it."""
    own = args[: len(args) - extra] if extra else args
    surplus = args[len(own) :]
    outlined = outline(cx, name, own, call, writes=not cx.no_grad, state=state)
    fn = clean(outlined.function)
    for transform in chain:
        fn = clean(apply(fn, transform))
    closed = outlined.operands[len(own) :]
    operands = (*outlined.operands[: len(own)], *map(cx.operand, surplus), *closed)
    result = splice(cx, fn, operands, outlined.targets)
    return stopped(cx, result) if cx.no_grad else result


def _call_nested(cx, nested: Nested, args, kwargs) -> Abstract:
    args, kwargs = list(args), dict(kwargs)
    chain = tuple(_by_position(cx, nested.f, t, args, kwargs) for t in nested.chain)

    def call(values):
        return cx.call(nested.f, values, dict(kwargs))

    return transformed(cx, call, chain, args, nested.extra, "inner")


def _by_position(cx, f: Abstract, transform: Transform, args: list, kwargs: dict) -> Transform:
    """The transform with positions for names; keyword arguments that it needs become positional."""
    if all(isinstance(n, int) for n in transform.argnums):
        return transform
    names = _parameter_names(cx, f)
    for name in names[len(args) :]:
        if name not in kwargs:
            break
        args.append(kwargs.pop(name))
    for name in transform.argnums:
        if name not in names[: len(args)]:
            cx.refuse(f"the function under {transform.mode} is not given an argument '{name}'")
    numbers = tuple(names.index(n) for n in transform.argnums)
    return Transform(transform.mode, numbers, transform.bare, transform.has_aux, transform.names)


def _parameter_names(cx, f: Abstract) -> list[str]:
    match f:
        case Closure(function=function):
            return [p.name for p in function.params]
        case Static(value=Nested(f=inner)):
            return _parameter_names(cx, inner)
        case Static(value=types.FunctionType() as function):
            return list(function.__code__.co_varnames[: function.__code__.co_argcount])
    cx.refuse("the arguments of this function have no names here", "use argnums")


def _call_derivative(cx, derivative: Derivative, args, kwargs) -> Abstract:
    derivative.renew()
    target: Target = derivative.target
    for key, holder, _ in target.taken:
        cx.reads[key] = holder, read_name(key, holder)
    leading = [cx.lift_object(v) for v in target.leading]
    keywords = {k: cx.lift_object(v) for k, v in target.keywords.items()} | dict(kwargs)

    def call(values):
        return cx.call(Static(target.function), values, dict(keywords))

    name = target.function.__name__
    return transformed(cx, call, target.chain, [*leading, *args], target.extra, name)


def _call_pullback(cx, pullback: Pullback, args, kwargs) -> Abstract:
    state = cx.state
    while state is not None and state is not pullback.state.outer:
        state = state.outer
    if state is None:
        cx.refuse(
            "a pullback is called outside of the branch or loop in which vjp() was called",
            "call vjp() and its pullback in the same block",
        )
    count = len(pullback.primals)
    chain = (Transform("vjp", tuple(range(count)), False),)

    def call(values):
        result = cx.call(pullback.f, values, {})
        return cx.items_of(result)[0] if pullback.has_aux else result

    return transformed(cx, call, chain, [*pullback.primals, *args], 1, "inner", pullback.state)


def _arguments(cx, name: str, args, kwargs, *parameters: str) -> dict[str, Abstract]:
    """The arguments of a transform by name; what is neither given nor needed is left out."""
    found = dict(zip(parameters, args)) | kwargs
    unknown = [k for k in kwargs if k not in parameters]
    if unknown or len(args) > len(parameters):
        what = f"{unknown[0]}=" if unknown else f"{len(args)} arguments"
        cx.refuse(f"{name}() with {what} is not supported inside differentiated code")
    return found


def _constant(cx, found: dict, name: str, default=None):
    """The value of an argument that must be known when the code is generated."""
    match found.get(name, Static(default)):
        case Static(value=value):
            return value
        case Tuple(items=items) if all(isinstance(i, Static) for i in items):
            return tuple(i.value for i in items)
    cx.refuse(f"{name} must be known when the code is generated")


def _selection(cx, found: dict) -> tuple[tuple, bool, tuple | None]:
    """(positions or names, one bare result?, names of a dict of results)."""
    names = _constant(cx, found, "argnames")
    if names is not None and _constant(cx, found, "argnums", 0) != 0:
        cx.refuse("argnums and argnames are both given", "give one of them")
    if isinstance(names, str):
        return (names,), True, None
    if names is not None:
        return names, False, names
    numbers = _constant(cx, found, "argnums", 0)
    return (numbers, False, None) if isinstance(numbers, tuple) else ((numbers,), True, None)


def _transform(mode: str, *parameters: str) -> Callable:
    """The meaning of `grad` and its kin: nothing is emitted until the result is called."""

    def handler(cx, args, kwargs) -> Abstract:
        found = _arguments(cx, mode, args, kwargs, "f", "argnums", *parameters)
        numbers, bare, names = _selection(cx, found)
        has_aux = _constant(cx, found, "has_aux", False)
        wanted = {"fwd": "jacfwd", "rev": "jacrev", None: mode}[_constant(cx, found, "mode")]
        transform = Transform(wanted, numbers, bare, has_aux, names)
        return _derived(found["f"], transform, len(numbers) if mode == "hvp" else 0)

    return handler


def _multigrad_dict(cx, args, kwargs) -> Abstract:
    names = tuple(_parameter_names(cx, args[0]))
    return _derived(args[0], Transform("multigrad_dict", names, False, False, names), 0)


def _derived(f: Abstract, transform: Transform, extra: int) -> Abstract:
    """A derivative of a function, or one more of a derivative."""
    if isinstance(f, Static) and isinstance(f.value, Nested):
        inner: Nested = f.value
        return Static(Nested(inner.f, (*inner.chain, transform), inner.extra + extra))
    if isinstance(f, Static) and isinstance(f.value, Derivative):
        return Static(Derivative(f.value.target, transform, extra))
    return Static(Nested(f, (transform,), extra))


def _jvp(cx, args, kwargs) -> Abstract:
    found = _arguments(cx, "jvp", args, kwargs, "f", "primals", "tangents")
    own, dots = list(cx.items_of(found["primals"])), list(cx.items_of(found["tangents"]))
    transform = Transform("jvp", tuple(range(len(own))))
    return cx.call(_derived(found["f"], transform, len(own)), own + dots, {})


def _vjp(cx, args, kwargs) -> Abstract:
    f, *primals = args
    has_aux = _constant(cx, kwargs, "has_aux", False)
    before = cx.state.copy()
    result = embed(cx, cx.operand(cx.call(f, list(primals), {})))  # arrays of its own
    pullback = Static(Pullback(f, tuple(primals), has_aux, before))
    if not has_aux:
        return Tuple((result, pullback))
    y, aux = cx.items_of(result)
    return Tuple((y, pullback, aux))


TRANSFORMS: dict = {
    Nested: _call_nested,
    Pullback: _call_pullback,
    Derivative: _call_derivative,
    chosen.FromEnd: _call_derivative,
    chosen.Jacobian: _call_derivative,
    chosen.AlongTangents: _call_derivative,
    api.grad: _transform("grad", "argnames", "has_aux", "backend"),
    api.value_and_grad: _transform("value_and_grad", "argnames", "has_aux", "backend"),
    api.hvp: _transform("hvp"),
    api.jacobian: _transform("jacobian", "mode"),
    api.jacfwd: _transform("jacfwd"),
    api.jacrev: _transform("jacrev"),
    api.hessian: _transform("hessian"),
    api.elementwise_grad: _transform("elementwise_grad"),
    api.multigrad_dict: _multigrad_dict,
    api.jvp: _jvp,
    api.vjp: _vjp,
    **WRAPPERS,
}
lift.TRANSFORMS.update(TRANSFORMS)
