"""Transforms inside differentiated code.

`TRANSFORMS` gives `specialize` a meaning for them: a nested transform becomes plain typed IR in the
place of the call (its function is outlined, transformed and spliced in), so that the code around
it can be differentiated as if the derivative had been written by hand there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import api, chosen, decorator, inspecting
from .analysis import effects
from .derivative import Derivative, Target
from .errors import UnsupportedError
from .names import read_name
from .nested_arguments import arranged, parameter_names
from .rules import lift
from .passes.called import finished
from .passes.cleanup import clean
from .transform import apply
from .transforms.request import Transform
from .ir.calls import map_calls
from .ir.nodes import Call, Function, Op, Operand, Param
from .ir.traverse import blocks_of
from .types.abstract import Abstract, Closure, Identity, Ref, State, Static, Tuple
from .types.handed_on import mutable_in
from .types.outline import KEYWORD_ONLY, Outlined, embed, outline, refuse_write, splice
from .types.seeds import fitted, fitted_tangent
from .wrapped import WRAPPERS, stopped


#: what is repeatable, and what a pullback leaves out
PRINTED = effects.REPEATABLE | {print}


class Nested:
    """A transform of a function that is known only inside the program being compiled."""

    def __init__(self, f: Abstract, chain: tuple[Transform, ...], extra: int):
        self.f, self.chain, self.extra = f, chain, extra


class Pullback:
    """The second result of a nested vjp: of the program as it was in `state`, whatever is written
    later. `done` is what calling the function has printed and drawn, which is not done again."""

    def __init__(
        self, f: Abstract, primals: tuple[Abstract, ...], has_aux: bool, state: State, y: Operand,
        done: list[Op],
    ):  # fmt: skip
        self.f, self.primals, self.has_aux, self.state, self.y = f, primals, has_aux, state, y
        self.done = done


def transformed(
    cx,
    call: Callable,
    chain,
    args: list[Abstract],
    extra: int,
    name: str,
    state: State | None = None,
    result: Operand | None = None,
    names: tuple[str, ...] = (),
    done: Sequence[Op] = (),
) -> Abstract:
    """Outline `call`, take the chain of transforms, splice the result in; under `no_grad` that is
    a constant of what is around it. `result` is what `call` returns, where that is known; `names`
    are those of its arguments, `done` what it prints or draws and what has been done already."""
    own = args[: len(args) - extra] if extra else args
    surplus = args[len(own) :]
    outlined = outline(cx, name, own, call, not cx.no_grad, state, names)
    if done:
        outlined = _given(cx, outlined, done)
    fn = clean(outlined.function)
    for transform in chain:
        fn = clean(apply(fn, transform))
    operands, closed = outlined.operands[: len(own)], outlined.operands[len(own) :]
    operands += seeded(cx, fn, chain, operands, tuple(map(cx.operand, surplus)), result)
    result = splice(cx, fn, (*operands, *closed), outlined.targets)
    return stopped(cx, result) if cx.no_grad else result


def _given(cx, outlined: Outlined, done: Sequence[Op]) -> Outlined:
    """The function, which prints nothing, and takes what has been drawn in the place of drawing
    it."""
    fn = finished(outlined.function, lambda f, *_: _silent(f))
    again = effects.lasting(fn)
    done = [op for op in done if effects.lasts(op, set(), PRINTED)]
    inside = [op for op in again if type(op) is not Call or type(op.callee) is Function]
    if inside or [op.callee for op in again] != [op.callee for op in done]:
        drawn = _first_lasting(inside or again)
        raise UnsupportedError(
            "a pullback would draw random numbers, or the like, again as its function did here",
            drawn.span if drawn is not None and drawn.span is not None else cx.span,
            "let the function take what is drawn, or use value_and_grad",
        )
    params = tuple(Param("drawn", op.result, KEYWORD_ONLY) for op in again if op.result)
    body = replace(fn.body, ops=tuple(op for op in fn.body.ops if op not in again))
    drawn = tuple(op.result for op in done if op.result)
    function = replace(fn, params=(*fn.params, *params), body=body)
    return replace(outlined, function=function, operands=(*outlined.operands, *drawn))


def _silent(fn: Function) -> Function:
    body = map_calls(fn.body, lambda op: None if op.callee is print else op)
    return fn if body is fn.body else replace(fn, body=body)


def _first_lasting(ops: Sequence[Op]) -> Op | None:
    """The call of a library that draws, in what loops, branches and functions it may stand."""
    for op in ops:
        if effects.lasts(op, set()):
            is_function = isinstance(op, Call) and isinstance(op.callee, Function)
            blocks = (op.callee.body,) if is_function else blocks_of(op)
            inner = [each for block in blocks for each in block.ops]
            return _first_lasting(inner) or op
    return None


def seeded(
    cx, fn: Function, chain, args: tuple[Operand, ...], surplus: tuple[Operand, ...], result
) -> tuple[Operand, ...]:
    """The tangents and cotangents that the chain adds to the arguments, as their parameters want
    them."""
    found: list[Operand] = []
    for transform in chain:
        if transform.mode == "vjp":
            primals, fit, names = [result], fitted, ["the cotangent"]
        elif transform.mode in ("jvp", "hvp"):
            places = range(len(args)) if transform.argnums is None else transform.argnums
            primals, fit = [(*args, *found)[n] for n in places], fitted_tangent
            names = [f"tangent {k}" for k in range(len(primals))]
        else:
            continue
        for primal, name in zip(primals, names):
            k = len(found)
            found.append(fit(cx, fn.params[len(args) + k].tree, surplus[k], primal, name))
    return tuple(found)


def _call_nested(cx, nested: Nested, args, kwargs) -> Abstract:
    return _call_under(cx, _name(nested.f), nested.f, nested.chain, nested.extra, args, kwargs)


def _call_under(
    cx, name: str, f: Abstract, chain: tuple[Transform, ...], extra: int, args, kwargs
) -> Abstract:
    """A call of a function under transforms."""
    given = arranged(cx, f, chain, extra, args, kwargs)
    count = len(given.own)

    def call(values):
        keywords = given.rest | dict(zip(given.moved, values[count:]))
        return cx.call(f, values[:count], keywords)

    values = [*given.own, *given.moved.values(), *given.surplus]
    return transformed(cx, call, given.chain, values, extra, name, names=given.names)


def _name(f: Abstract) -> str:
    """What messages call a function."""
    match f:
        case Closure(function=Function(name=name)):
            return name
        case Static(value=Nested(f=inner)):
            return _name(inner)
        case Static(value=value):
            return getattr(value, "__name__", "inner").replace("<lambda>", "lambda_")
    return "inner"


def _call_derivative(cx, derivative: Derivative, args, kwargs) -> Abstract:
    derivative.renew()
    target: Target = derivative.target
    for key, holder, _ in target.taken:
        cx.reads[key] = holder, read_name(key, holder)
    leading = [cx.lift_object(v) for v in target.leading]
    keywords = {k: cx.lift_object(v) for k, v in target.keywords.items()} | dict(kwargs)

    f, args = Static(target.function), [*leading, *args]
    name = target.function.__name__
    return _call_under(cx, name, f, target.chain, target.extra, args, keywords)


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

    own = [*pullback.primals, *args]
    return transformed(
        cx, call, chain, own, 1, "inner", pullback.state, pullback.y, done=pullback.done
    )


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
        case Tuple() | Ref(identity=Identity(kind="list")) as sequence:
            items = cx.items_of(sequence)
            if all(isinstance(i, Static) for i in items):
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
        f = cx.definite(found["f"])
        return _derived(f, transform, len(numbers) if mode == "hvp" else 0)

    return handler


def _multigrad_dict(cx, args, kwargs) -> Abstract:
    f = innermost = cx.definite(args[0])
    while isinstance(innermost, Static) and isinstance(innermost.value, Nested):
        innermost = innermost.value.f
    names = tuple(parameter_names(innermost))
    if not names:
        cx.refuse("the arguments of this function have no names here", "use argnums")
    return _derived(f, Transform("multigrad_dict", names, False, False, names), 0)


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
    own, dots = (_in_a_tuple(cx, found.get(name)) for name in ("primals", "tangents"))
    if len(own) != len(dots):
        cx.refuse(f"{len(own)} primals but {len(dots)} tangents")
    transform = Transform("jvp", tuple(range(len(own))))
    return cx.call(_derived(found["f"], transform, len(own)), own + dots, {})


def _in_a_tuple(cx, value: Abstract | None) -> list[Abstract]:
    sequence = isinstance(value, Tuple) or isinstance(value, Static) and type(value.value) is tuple
    if not sequence and not (isinstance(value, Ref) and value.identity.kind == "list"):
        cx.refuse("primals and tangents must be tuples", "write jvp(f, (x,), (x_dot,))")
    return list(cx.items_of(value))


def _vjp(cx, args, kwargs) -> Abstract:
    f, *primals = args
    has_aux = _constant(cx, kwargs, "has_aux", False)
    before, start = cx.state.copy(), len(cx.builder.ops)
    returned = cx.operand(cx.call(f, list(primals), {}))
    done = [op for op in cx.builder.ops[start:] if effects.lasts(op, set())]
    _keep_containers(cx, primals, before)
    y = cx.operand(cx.items_of(embed(cx, returned))[0]) if has_aux else returned
    pullback = Static(Pullback(f, tuple(primals), has_aux, before, y, done))
    result = embed(cx, returned)  # arrays of its own
    if not has_aux:
        return Tuple((result, pullback))
    value, aux = cx.items_of(result)
    return Tuple((value, pullback, aux))


def _keep_containers(cx, primals: list[Abstract], before: State) -> None:
    """Lists, dicts and objects among the primals stay what they were, and no others are written."""
    given = {i for primal in primals for i in mutable_in(cx, primal)}
    for identity, content in before.heap.items():
        if identity.kind != "array" and cx.state.heap[identity] is not content:
            if identity not in given:
                refuse_write(cx)
            cx.state.heap[identity] = content


def _outside(name: str, advice: str = "call it outside") -> Callable:
    """The refusal of what looks at a program instead of being part of it."""

    def handler(cx, args, kwargs) -> Abstract:
        cx.refuse(f"{name}() is called inside differentiated code", advice)

    return handler


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
    inspecting.check_grads: _outside("check_grads"),
    inspecting.ir: _outside("ir"),
    inspecting.trace_table: _outside("trace_table"),
    Derivative.source: _outside("source"),
    Derivative.export: _outside("export"),
    decorator.differentiate: _outside("differentiate", "decorate outside, or use grad"),
    **WRAPPERS,
}
lift.TRANSFORMS.update(TRANSFORMS)
