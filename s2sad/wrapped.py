"""Checkpoints, custom derivatives and constants inside differentiated code.

A function with a derivative of its own becomes one call of an outlined function (`types.outline`),
which `transforms.called` differentiates by its rules, or by running it again.
"""

from __future__ import annotations

import inspect
import operator
import types
from collections.abc import Callable
from dataclasses import replace

from . import control
from .frozen import MISSING
from .ir import prims
from .ir.nodes import Call, Const, Operand, Pack, Value, leaves
from .ir.traverse import map_operand
from .ir.types import TupleType, Type
from .names import default_of
from .rules.families import is_nondifferentiable, jvp_rule, vjp_rule
from .transforms.called import Custom
from .types.abstract import Abstract, Array, Closure, Identity, Items, Ref, Static, Tuple
from .types.handed_on import identity_of, link_as_one, link_handed_on
from .types.iterators import has_effect
from .types.outline import embed, outline


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
            held = Ref(Identity(identity.kind, identity.name))
            cx.state.heap[held.identity] = Items(values, content.keys, content.cls)
            link_as_one(cx, held.identity, identity)
            return held
        case Static() | Closure():
            return value
    held = cx.wrap(cx.emit(prims.stop_gradient, cx.operand(value)))
    if isinstance(value, Array | Ref):
        link_as_one(cx, identity_of(held), identity_of(value))
    return held


def _checkpoint(cx, args, kwargs) -> Abstract:
    return Static(Recomputed(cx.definite(args[0])))


def _call_recomputed(cx, recomputed: Recomputed, args, kwargs) -> Abstract:
    return _one_call(cx, recomputed, "inner", recomputed.f, args, kwargs)


def _custom_vjp(cx, args, kwargs) -> Abstract:
    cx.refuse(
        "custom_vjp() is called inside differentiated code",
        "decorate a function outside of it, and give it its rules there",
    )


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
        missing = [p.name for p in own if p.name not in bound.arguments]
        defaults = [_default(cx, f, name, signature) for name in missing]
        bound.arguments.update(zip(missing, defaults))
    return list(bound.args), dict(bound.kwargs)


def _default(cx, f: Callable, name: str, signature: inspect.Signature) -> Abstract:
    found = default_of(f, name) if isinstance(f, types.FunctionType) else MISSING
    if found is MISSING:  # it has it from somewhere else
        return cx.lift_object(signature.parameters[name].default)
    return cx.lift_name(("default", id(f), name), found, f)


def _takes(rule: Callable, count: int) -> bool:
    """True where a rule can be called with so many arguments by position."""
    parameters = inspect.signature(rule).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return True
    return sum(p.kind < p.VAR_POSITIONAL for p in parameters) >= count


def _one_call(cx, wrapper, name: str, f: Abstract, args, kwargs) -> Abstract:
    """A call of an outlined function, whose derivative is not that of its statements; under
    `no_grad` it has none. A checkpoint that prints or draws random numbers is a plain call, for it
    is not to do so again."""
    if cx.no_grad:
        return cx.call(f, list(args), dict(kwargs))
    own, names = list(args), tuple(kwargs)

    def call(values):
        return cx.call(f, values[: len(own)], dict(zip(names, values[len(own) :])))

    outlined = outline(cx, name, [*own, *kwargs.values()], call)
    function = outlined.function
    if not hasattr(wrapper, "vjp_rule") and any(map(has_effect, function.body.ops)):
        return call([*own, *kwargs.values()])
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
    found = cx.wrap(value) if isinstance(result, Value) else _restructured(cx, result, value)
    link_handed_on(cx, found, outlined.shared)
    return found


def _restructured(cx, tree: Operand, value: Value) -> Abstract:
    """The result in its own structure, from the tuple of its leaves."""
    parts: dict[Value, Operand] = {}
    for k, leaf in enumerate(dict.fromkeys(leaves(tree))):
        parts[leaf] = cx.emit(operator.getitem, value, Const(k), type=value.type.items[k])
    return embed(cx, map_operand(tree, parts.__getitem__))


WRAPPERS: dict = {
    Recomputed: _call_recomputed,
    Source: _call_source,
    control.no_grad: _no_grad,
    control.stop_gradient: _stop_gradient,
    control.checkpoint: _checkpoint,
    control.custom_vjp: _custom_vjp,
    control.Checkpoint: _call_wrapper,
    control.CustomVjp: _call_wrapper,
    prims.call: _call_ruled,
}
