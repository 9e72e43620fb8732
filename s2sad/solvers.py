"""SciPy's functions that are given a function: integrals, differential equations, roots, minima.

The user's function becomes a `Function` of the IR that stands among the operands of the call, and
what it reads from outside becomes further `args`, which SciPy passes on. So the call has all that
it depends on among its operands, and its rule (`rules.scipy_roots`) differentiates the function.
A result object is a named tuple of the fields that have a meaning here.
"""

from __future__ import annotations

import importlib
import operator
from collections import namedtuple
from dataclasses import dataclass, replace

import numpy as np

from .ir import prims
from .ir.nodes import Const, Function, Operand, Pack, Param, Value
from .ir.types import BOOL, FLOAT, ArrayType, ScalarType, TupleType, Type
from .nested import TRANSFORMS, transformed
from .passes.cleanup import clean
from .rules import lift, within
from .transforms.request import Transform
from .types.abstract import Abstract, Array, Dyn, Static, Tuple, Zero
from .types.outline import embed, outline, splice

NONE = Static(None)
POSITIONAL = 1

Solution = namedtuple("Solution", "t y success")
Root = namedtuple("Root", "x success")
ScalarRoot = namedtuple("ScalarRoot", "root converged")
Minimum = namedtuple("Minimum", "x fun success")


@dataclass(frozen=True, slots=True)
class Given:
    """A function in the form in which it stands in a call: itself, and its `args` operand."""

    function: Const
    args: Pack


def given(cx, f: Abstract, own: list[Abstract], extra: Abstract | None, as_array=False) -> Given:
    """`f(*own, *extra)` as a function that reads nothing but its parameters."""
    if isinstance(f, Static) and not callable(f.value) and not isinstance(f.value, Function):
        cx.refuse("what is given to the solver is no function")
    passed = [] if extra is None else list(cx.items_of(extra) if is_tuple(extra) else [extra])
    # what has a structure, or is known, the function reads from outside
    kept = [
        a for a in passed
        if isinstance(a, Dyn | Array) or isinstance(a, Static) and isinstance(a.value, float)
    ]  # fmt: skip

    def call(values):
        rest = iter(values[len(own) :])
        full = [next(rest) if any(a is k for k in kept) else a for a in passed]
        result = cx.call(f, [*values[: len(own)], *full], {})
        return cx.call(Static(np.asarray), [result], {}) if as_array else result

    outlined = outline(cx, name_of(f), [*own, *kept], call)
    fn = clean(outlined.function)
    params = distinct(fn.params, parameter_names(f)[: len(own)])
    operands = outlined.operands[len(own) :]
    return Given(Const(replace(fn, params=params)), Pack(tuple, tuple(operands)))


def parameter_names(f: Abstract) -> list[str]:
    """What the user calls the parameters, where that can be told."""
    function = getattr(f, "function", None) or getattr(f, "value", None)
    if isinstance(function, Function):
        return [param.name for param in function.params]
    code = getattr(function, "__code__", None)
    return list(code.co_varnames[: code.co_argcount]) if code else []


def distinct(params: tuple[Param, ...], first: list[str]) -> tuple[Param, ...]:
    """Parameters by position, each with a name of its own; the first ones have these."""
    found: dict[str, Param] = {}
    names = [*first, *(param.name for param in params[len(first) :])]
    for param, wanted in zip(params, names):
        name, k = wanted, 1
        while name in found:
            name, k = f"{wanted}_{k}", k + 1
        found[name] = replace(param, name=name, kind=POSITIONAL)
    return tuple(found.values())


def is_tuple(value: Abstract) -> bool:
    return isinstance(value, Tuple) or isinstance(value, Static) and isinstance(value.value, tuple)


def name_of(f: Abstract) -> str:
    function = getattr(f, "function", None) or getattr(f, "value", None)
    name = getattr(function, "name", None) or getattr(function, "__name__", "")
    return name if name.isidentifier() else "function"


def bind(cx, names: tuple[str, ...], args, kwargs, options: frozenset, what: str):
    """The arguments by name, and the options; anything else is refused."""
    if len(args) > len(names):
        cx.refuse(f"{what}() with so many arguments by position is not supported here",
                  "pass its options by name")  # fmt: skip
    found = dict(zip(names, args)) | {k: v for k, v in kwargs.items() if k in names}
    rest = {k: v for k, v in kwargs.items() if k not in names}
    unknown = sorted(rest.keys() - options)
    if unknown:
        cx.refuse(f"{what}() with {unknown[0]}= is not supported inside differentiated code",
                  "leave it out")  # fmt: skip
    return found, rest


def numbers(cx, value: Abstract) -> Array:
    """The value as an array of floats."""
    array = cx.call(Static(np.asarray), [value], {})
    if cx.value_of(array).type.dtype[0] in "iub":
        array = cx.emit_library(np.asarray, [array], {"dtype": Static(float)})
    return array


def vector(cx, value: Abstract, what: str) -> Array:
    """The value as a vector of floats, as SciPy takes a number for one of a single entry."""
    array = numbers(cx, value)
    ndim = cx.value_of(array).type.ndim
    if ndim > 1:
        cx.refuse(f"{what}() starts from an array of {ndim} axes", "give it a vector")
    return array if ndim else cx.call(Static(np.reshape), [array, Static((1,))], {})


def in_double(cx, array: Array) -> Array:
    """What a solver that computes in double precision makes of what it starts from."""
    if cx.value_of(array).type.dtype != "f32":
        return array
    return cx.call(Static(prims.astype), [array, Static(np.dtype(np.float64))], {})


def stand_in(type_: Type) -> Abstract:
    """A number, for a parameter of which only the type is known."""
    return Dyn(Value("x", type_))


def emit(cx, callee, f: Given, middle: list, type_: Type, options: dict) -> Value:
    """`callee(f, *middle, args=..., **options)`"""
    pairs = (("args", f.args),) if f.args.items else ()
    pairs += tuple((k, cx.operand(v)) for k, v in options.items())
    return cx.emit(callee, f.function, *map(cx.operand, middle), kwargs=pairs, type=type_)


def runtime(name: str):
    """A function of the runtime that calls SciPy, which is imported by now."""
    return getattr(importlib.import_module("s2sad.runtime.solutions"), name)


# --- integrals ---


def _quad(cx, f, args, kwargs) -> Abstract:
    found, options = bind(cx, ("func", "a", "b", "args"), args, kwargs, QUAD_OPTIONS, "quad")
    fn = given(cx, found["func"], [stand_in(FLOAT)], found.get("args"))
    if fn.function.value.body.terminator.value is None:
        cx.refuse("the integrand returns nothing")
    limits = [found["a"], found["b"]]
    return cx.wrap(emit(cx, f, fn, limits, TupleType((FLOAT, FLOAT)), options))


def _quad_vec(cx, f, args, kwargs) -> Abstract:
    """Only rules call it: the integrand returns an array."""
    fn = given(cx, args[0], [stand_in(FLOAT)], kwargs.pop("args", None), as_array=True)
    type_ = TupleType((type_of(fn.function.value.body.terminator.value), FLOAT))
    return cx.wrap(emit(cx, f, fn, list(args[1:3]), type_, kwargs))


def type_of(operand: Operand) -> Type:
    if isinstance(operand, Value):
        return operand.type
    return FLOAT


# --- differential equations ---


def _odeint(cx, f, args, kwargs) -> Abstract:
    names = ("func", "y0", "t", "args")
    found, options = bind(cx, names, args, kwargs, ODEINT_OPTIONS, "odeint")
    y0, t = in_double(cx, vector(cx, found["y0"], "odeint")), numbers(cx, found["t"])
    start, times = cx.value_of(y0).type, cx.value_of(t).type
    first = options.pop("tfirst", Static(False))
    own = [stand_in(FLOAT), y0] if first.value else [y0, stand_in(FLOAT)]
    fn = given(cx, found["func"], own, found.get("args"))
    if first.value:
        options["tfirst"] = Static(True)
    type_ = ArrayType("f64", (times.shape[0], start.shape[0]))
    return cx.wrap(emit(cx, f, fn, [y0, t], type_, options))


def _solve_ivp(cx, f, args, kwargs) -> Abstract:
    """The solver chooses the times where none are asked for; then only how many is unknown."""
    names = ("fun", "t_span", "y0", "method", "t_eval")
    found, options = bind(cx, names, args, kwargs, IVP_OPTIONS, "solve_ivp")
    y0 = in_double(cx, vector(cx, found["y0"], "solve_ivp"))
    span = Tuple(tuple(cx.get_item(found["t_span"], Static(k)) for k in (0, 1)))
    fn = given(cx, found["fun"], [stand_in(FLOAT), y0], options.pop("args", None))
    times = found.get("t_eval", NONE)
    if isinstance(times, Static) and times.value is None:
        count = cx.fresh((fn.function.value,))
    else:
        times = numbers(cx, times)
        options["t_eval"] = times
        count = cx.value_of(times).type.shape[0]
    if "method" in found:
        options["method"] = found["method"]
    states = ArrayType("f64", (cx.value_of(y0).type.shape[0], count))
    type_ = TupleType((ArrayType("f64", (count,)), states, BOOL))
    solution = emit(cx, runtime("solve_ivp"), fn, [span, y0], type_, options)
    return fields(cx, solution, Solution)


def fields(cx, value: Value, cls: type) -> Abstract:
    """A result as a named tuple of its fields."""
    parts = [
        embed(cx, cx.emit(operator.getitem, value, Const(k), type=t))
        for k, t in enumerate(value.type.items)
    ]
    return Tuple(tuple(parts), cls)


# --- roots ---


def _root(cx, f, args, kwargs) -> Abstract:
    names = ("fun", "x0", "args", "method")
    found, options = bind(cx, names, args, kwargs, ROOT_OPTIONS, "root")
    options |= {"method": found["method"]} if "method" in found else {}
    x0 = in_double(cx, vector(cx, found["x0"], f.__name__))
    fn = given(cx, found["fun"], [x0], found.get("args"))
    type_ = TupleType((cx.value_of(x0).type, BOOL))
    return fields(cx, emit(cx, runtime("root"), fn, [x0], type_, options), Root)


def _fsolve(cx, f, args, kwargs) -> Abstract:
    found, options = bind(cx, ("func", "x0", "args"), args, kwargs, FSOLVE_OPTIONS, "fsolve")
    x0 = in_double(cx, vector(cx, found["x0"], f.__name__))
    fn = given(cx, found["func"], [x0], found.get("args"))
    return cx.wrap(emit(cx, f, fn, [x0], cx.value_of(x0).type, options))


def _bracketed(cx, f, args, kwargs) -> Abstract:
    found, options = bind(cx, ("f", "a", "b", "args"), args, kwargs, SCALAR_OPTIONS, f.__name__)
    fn = given(cx, found["f"], [stand_in(FLOAT)], found.get("args"))
    return cx.wrap(emit(cx, f, fn, [found["a"], found["b"]], FLOAT, options))


def _newton(cx, f, args, kwargs) -> Abstract:
    found, options = bind(cx, ("func", "x0"), args, kwargs, SCALAR_OPTIONS | {"args"}, "newton")
    x0 = found["x0"]
    if not isinstance(cx.type_of(x0), ScalarType):
        cx.refuse("newton() for an array of equations is not supported here", "use optimize.root")
    x0 = cx.call(Static(float), [x0], {})
    fn = given(cx, found["func"], [stand_in(FLOAT)], options.pop("args", None))
    return cx.wrap(emit(cx, f, fn, [x0], FLOAT, options))


def _root_scalar(cx, f, args, kwargs) -> Abstract:
    names = ("f", "args", "method", "bracket")
    found, options = bind(cx, names, args, kwargs, ROOT_SCALAR_OPTIONS, "root_scalar")
    options |= {k: found[k] for k in ("method", "bracket") if k in found}
    fn = given(cx, found["f"], [stand_in(FLOAT)], found.get("args"))
    type_ = TupleType((FLOAT, BOOL))
    return fields(cx, emit(cx, runtime("root_scalar"), fn, [], type_, options), ScalarRoot)


def _fixed_point(cx, f, args, kwargs) -> Abstract:
    names = ("func", "x0", "args")
    found, options = bind(cx, names, args, kwargs, FIXED_POINT_OPTIONS, "fixed_point")
    x0 = numbers(cx, found["x0"])
    fn = given(cx, found["func"], [x0], found.get("args"))
    return cx.wrap(emit(cx, f, fn, [x0], cx.value_of(x0).type, options))


def _minimize(cx, f, args, kwargs) -> Abstract:
    names = ("fun", "x0", "args", "method")
    found, options = bind(cx, names, args, kwargs, MINIMIZE_OPTIONS, "minimize")
    options |= {"method": found["method"]} if "method" in found else {}
    x0 = vector(cx, found["x0"], "minimize")
    fn = given(cx, found["fun"], [x0], found.get("args"))
    type_ = TupleType((cx.value_of(x0).type, FLOAT, BOOL))
    return fields(cx, emit(cx, runtime("minimize"), fn, [x0], type_, options), Minimum)


QUAD_OPTIONS = frozenset({"epsabs", "epsrel", "limit", "points"})
ODEINT_OPTIONS = frozenset({"rtol", "atol", "tfirst", "hmax", "mxstep"})
IVP_OPTIONS = frozenset({"args", "rtol", "atol", "max_step", "first_step"})
ROOT_OPTIONS = frozenset({"tol", "options"})
FSOLVE_OPTIONS = frozenset({"xtol", "maxfev"})
SCALAR_OPTIONS = frozenset({"xtol", "rtol", "tol", "maxiter", "x1"})
ROOT_SCALAR_OPTIONS = frozenset({"x0", "x1", "xtol", "rtol", "maxiter"})
FIXED_POINT_OPTIONS = frozenset({"xtol", "maxiter", "method"})
MINIMIZE_OPTIONS = frozenset({"tol", "options"})

HANDLERS = {
    "scipy.integrate.quad": _quad, "scipy.integrate.quad_vec": _quad_vec,
    "scipy.integrate.odeint": _odeint, "scipy.integrate.solve_ivp": _solve_ivp,
    "scipy.optimize.root": _root, "scipy.optimize.fsolve": _fsolve,
    "scipy.optimize.newton": _newton, "scipy.optimize.root_scalar": _root_scalar,
    "s2sad.runtime.solutions.solve_ivp": _solve_ivp,
    "scipy.optimize.fixed_point": _fixed_point, "scipy.optimize.minimize": _minimize,
    **{f"scipy.optimize.{name}": _bracketed for name in ("brentq", "brenth", "bisect", "ridder")},
}  # fmt: skip


# --- derivatives inside the rules of these functions ---


def _selected(cx, f: Abstract, own: list[Abstract], chosen: list[int]):
    """`f` as a function of the chosen ones of its arguments."""

    def call(values):
        full = list(own)
        for k, value in zip(chosen, values):
            full[k] = value
        return cx.call(f, full, {})

    return call


def _pushforward(cx, args, kwargs) -> Abstract:
    f, primals, dots = args[0], list(cx.items_of(args[1])), list(cx.items_of(args[2]))
    chosen = [k for k, d in enumerate(dots) if not _is_nothing(d) and is_float(cx, primals[k])]
    if not chosen:
        return Zero()
    own, moved = [primals[k] for k in chosen], [dots[k] for k in chosen]
    chain = (Transform("jvp", tuple(range(len(chosen)))),)
    call = _selected(cx, f, primals, chosen)
    both = transformed(cx, call, chain, own + moved, len(chosen), "inner")
    return cx.items_of(both)[1]


def _pullback(cx, args, kwargs) -> Abstract:
    f, primals, y_bar, wanted = args
    primals = list(cx.items_of(primals))
    chosen = [k for k, w in enumerate(cx.items_of(wanted)) if w.value]
    if not chosen:
        return Tuple(())
    chain = (Transform("vjp", tuple(range(len(chosen))), False),)
    call = _selected(cx, f, primals, chosen)
    return transformed(cx, call, chain, [*(primals[k] for k in chosen), y_bar], 1, "inner")


def _derived(mode: str):
    def handler(cx, args, kwargs) -> Abstract:
        f, x = args
        chain = (Transform(mode, (0,)),)
        return transformed(cx, lambda values: cx.call(f, values, {}), chain, [x], 0, "inner")

    return handler


def _is_nothing(value: Abstract) -> bool:
    return isinstance(value, Zero) or (isinstance(value, Static) and value.value is None)


def _is_zero(cx, args, kwargs) -> Abstract:
    return Static(_is_nothing(args[0]))


def is_float(cx, value: Abstract) -> bool:
    return isinstance(value, Static) and isinstance(value.value, float) or cx.may_vary(value)


def _call_function(cx, f: Function, args, kwargs) -> Abstract:
    """The function in the place of its call."""
    return splice(cx, f, tuple(map(cx.operand, args)))


INNER = {
    Function: _call_function,
    within.pushforward: _pushforward, within.pullback: _pullback, within.is_zero: _is_zero,
    within.matrix: _derived("jacfwd"), within.slope: _derived("grad"),
}  # fmt: skip

TRANSFORMS.update({**HANDLERS, **INNER})
lift.TRANSFORMS.update({**HANDLERS, **INNER})
