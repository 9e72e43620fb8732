"""Transforms, checkpoints and custom derivatives inside differentiated code.

`TRANSFORMS` gives `specialize` a meaning for them: a nested transform becomes plain typed IR in the
place of the call (its function is outlined, transformed and spliced in), so that the code around
it can be differentiated as if the derivative had been written by hand there.
"""

from __future__ import annotations

import inspect
import operator
import types
from collections.abc import Callable
from dataclasses import replace

from . import api, chosen, control
from .derivative import Derivative, Target
from .ir import prims
from .ir.nodes import Call, Const, Operand, Pack, Value, leaves
from .ir.traverse import map_operand
from .ir.types import TupleType, Type
from .rules import lift
from .rules.families import is_nondifferentiable, jvp_rule, vjp_rule
from .passes.cleanup import clean
from .transform import apply
from .transforms.called import Custom
from .transforms.request import Transform
from .types.abstract import (
    Abstract, Array, Closure, Identity, Items, Ref, State, Static, Tuple,
)  # fmt: skip
from .types.outline import embed, outline, splice


class Nested:
    """A transform of a function that is known only inside the program being compiled."""

    def __init__(self, f: Abstract, chain: tuple[Transform, ...], extra: int):
        self.f, self.chain, self.extra = f, chain, extra


class Pullback:
    """The second result of a nested vjp: of the program as it was in `state`, whatever is written
    later."""

    def __init__(self, f: Abstract, primals: tuple[Abstract, ...], has_aux: bool, state: State):
        self.f, self.primals, self.has_aux, self.state = f, primals, has_aux, state


class Recomputed:
    """A function of the program under `checkpoint`."""

    def __init__(self, f: Abstract):
        self.f = f


class Source:
    """A Python function that is read, whatever rules there are for it."""

    def __init__(self, f: Callable):
        self.f = f


class Ruled:
    """A Python function that `defvjp` and `defjvp` were given rules for."""

    def __init__(self, f: Callable):
        vjp, jvp = vjp_rule(f), jvp_rule(f)
        self.vjp_rule = vjp and vjp.function
        self.jvp_rule = jvp and jvp.function


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
    target: Target = derivative.target
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
    result = cx.call(f, list(primals), {})
    pullback = Static(Pullback(f, tuple(primals), has_aux, before))
    if not has_aux:
        return Tuple((result, pullback))
    y, aux = cx.items_of(result)
    return Tuple((y, pullback, aux))


# --- constants, checkpoints, custom derivatives ---


def _no_grad(cx, *call) -> Abstract:
    if len(call) != 2:  # an instance is called, as a decorator would be
        cx.refuse("no_grad() is called", "write `with no_grad():`")
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
            copy = Identity(identity.kind, identity.name)
            copy.twin(identity)
            cx.state.heap[copy] = replace(content, values=values)
            return Ref(copy)
        case Static() | Closure():
            return value
        case Array():
            held = cx.wrap(cx.emit(prims.stop_gradient, cx.operand(value)))
            held.storage.link(value.storage)
            return held
    return cx.wrap(cx.emit(prims.stop_gradient, cx.operand(value)))


def _checkpoint(cx, args, kwargs) -> Abstract:
    return Static(Recomputed(args[0]))


def _call_recomputed(cx, recomputed: Recomputed, args, kwargs) -> Abstract:
    return _one_call(cx, recomputed, "inner", recomputed.f, args, kwargs)


def _call_wrapper(cx, wrapper, args, kwargs) -> Abstract:
    own, keywords = list(args), dict(kwargs)
    if isinstance(wrapper, control.CustomVjp):
        own, keywords = _bound(cx, wrapper, wrapper.f, own, keywords)
    return _one_call(cx, wrapper, wrapper.f.__name__, Static(wrapper.f), own, keywords)


def _call_ruled(cx, f: types.FunctionType, args, kwargs) -> Abstract:
    """A Python function that has rules: its source only says what it computes."""
    source = Source(f)
    if is_nondifferentiable(f):
        return stopped(cx, cx.call_python(f, list(args), dict(kwargs)))
    ruled = Ruled(f)
    return _one_call(cx, ruled, f.__name__, Static(source), *_bound(cx, ruled, f, args, kwargs))


def _call_source(cx, source: Source, args, kwargs) -> Abstract:
    return cx.call_python(source.f, list(args), dict(kwargs))


def _bound(cx, wrapper, f: Callable, args, kwargs) -> tuple[list[Abstract], dict]:
    """The arguments as the rules get them: those that can be by position, the others by name.
    Defaults are filled in where all rules have room for them."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # a library function that does not tell
        return list(args), dict(kwargs)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        cx.refuse(f"{f.__name__}() cannot be called so: {error}")
    own = [p for p in signature.parameters.values() if p.kind < p.VAR_POSITIONAL]
    rules = [r for r in (wrapper.vjp_rule, wrapper.jvp_rule) if r is not None]
    if len(bound.args) < len(own) and all(_takes(rule, len(own) + 2) for rule in rules):
        defaults = [cx.lift_object(p.default) for p in own if p.name not in bound.arguments]
        missing = [p.name for p in own if p.name not in bound.arguments]
        bound.arguments.update(zip(missing, defaults))
    return list(bound.args), dict(bound.kwargs)


def _takes(rule: Callable, count: int) -> bool:
    """True where a rule can be called with so many arguments by position."""
    parameters = inspect.signature(rule).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return True
    return sum(p.kind < p.VAR_POSITIONAL for p in parameters) >= count


def _one_call(cx, wrapper, name: str, f: Abstract, args, kwargs) -> Abstract:
    """A call of an outlined function, whose derivative is not that of its statements; under
    `no_grad` it has none."""
    if cx.no_grad:
        return cx.call(f, list(args), dict(kwargs))
    own, names = list(args), tuple(kwargs)

    def call(values):
        return cx.call(f, values[: len(own)], dict(zip(names, values[len(own) :])))

    outlined = outline(cx, name, [*own, *kwargs.values()], call)
    function = outlined.function
    result = function.body.terminator.value
    type_: Type
    if isinstance(result, Value):
        type_ = result.type
    else:
        parts = tuple(dict.fromkeys(leaves(result)))
        end = replace(function.body.terminator, value=Pack(tuple, parts))
        function = replace(function, body=replace(function.body, terminator=end))
        type_ = TupleType(tuple(p.type for p in parts))
    function = replace(function, derivative=Custom(wrapper, len(own), names, result))
    value = Value("", type_, cx.span)
    cx.builder.ops.append(Call(function, outlined.operands, (), value, False, cx.span))
    return cx.wrap(value) if isinstance(result, Value) else _restructured(cx, result, value)


def _restructured(cx, tree: Operand, value: Value) -> Abstract:
    """The result in its own structure, from the tuple of its leaves."""
    parts: dict[Value, Operand] = {}
    for k, leaf in enumerate(dict.fromkeys(leaves(tree))):
        parts[leaf] = cx.emit(operator.getitem, value, Const(k), type=value.type.items[k])
    return embed(cx, map_operand(tree, parts.__getitem__))


TRANSFORMS: dict = {
    Nested: _call_nested,
    Pullback: _call_pullback,
    Recomputed: _call_recomputed,
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
    control.no_grad: _no_grad,
    control.stop_gradient: _stop_gradient,
    control.checkpoint: _checkpoint,
    control.Checkpoint: _call_wrapper,
    control.CustomVjp: _call_wrapper,
    prims.call: _call_ruled,
    Source: _call_source,
}
lift.TRANSFORMS.update(TRANSFORMS)
