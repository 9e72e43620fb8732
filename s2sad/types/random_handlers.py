"""Random numbers: effects that happen once, in the forward sweep, and constants of differentiation.

A draw that NumPy moves, scales or transforms is so here, where its parameters are numbers of the
run: `rng.normal(loc, scale)` is `loc + scale * rng.standard_normal()`, with the same stream of
random bits, and so differentiable by loc and scale. Integers drawn have no derivative; a float
drawn with a parameter that cannot be brought outside is refused where that parameter is active.
A handler takes (cx, owner, name, args, kwargs); the owner is a generator, or `np.random`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.types import FLOAT, ArrayType, OpaqueType, ScalarType
from .abstract import Abstract, Array, Dyn, Ref, Static, Tuple
from .dtypes import dtype_name


def _bind(names: tuple[str, ...], args, kwargs) -> dict[str, Abstract]:
    return dict(zip(names, args)) | kwargs


def _draw(cx, owner, name, args, kwargs) -> Abstract:
    """A draw of which only the shape is known."""
    bound = _bind(SIGNATURES.get(name, ("size",)), args, kwargs)
    size = bound.get("size", Static(None))
    if "out" in bound:
        cx.refuse("random numbers are drawn into an array", "write a[...] = rng.random(a.shape)")
    if is_none(size) and name != "choice":
        size = broadcast_size(cx, *parameters(name, bound))
    dtype = dtype_of(cx, name, bound)
    if isinstance(size, Static) and size.value is None:
        floating = dtype[0] == "f"  # which is Python's own float, whatever precision it is drawn in
        type_ = FLOAT if floating else ScalarType(dtype, python=name != "integers")
    else:
        type_ = ArrayType(dtype, cx.infer(np.zeros, (cx.operand(size),)).shape)
    return cx.wrap(emit_draw(cx, owner, name, args, kwargs, type_))


def dtype_of(cx, name: str, bound: dict) -> str:
    """The dtype of what is drawn: as the argument says, where there is one."""
    given = bound.get("dtype")
    if given is None:
        return "i64" if name in INTEGERS else "f64"
    if not isinstance(given, Static):
        cx.refuse("the dtype of random numbers must be known when the code is generated")
    return dtype_name(np.dtype(given.value))


def parameters(name: str, bound: dict) -> list[Abstract]:
    """The parameters of the distribution among the arguments."""
    own = [n for n in SIGNATURES.get(name, ()) if n not in ("size", "dtype", "endpoint")]
    return [bound[n] for n in own if n in bound]


def emit_draw(cx, owner, name: str, args, kwargs, type_):
    operands = tuple(map(cx.operand, args))
    pairs = tuple((k, cx.operand(v)) for k, v in kwargs.items())
    return cx.emit(
        prims.Method(name), cx.operand(owner), *operands, kwargs=pairs, type=type_, effect=True
    )


def _standard(cx, owner, draw: str, size: Abstract) -> Abstract:
    """A draw with standard parameters."""
    if draw in ("standard_normal", "random", "standard_exponential"):
        return _draw(cx, owner, draw, [size], {})
    return _draw(cx, owner, draw, [], {} if is_none(size) else {"size": size})


def is_none(value: Abstract) -> bool:
    return isinstance(value, Static) and value.value is None


def _parameterized(make):
    """The handler of a distribution: its own call where all parameters are known, else what `make`
    makes of standard draws."""

    def handler(cx, owner, name, args, kwargs) -> Abstract:
        bound = _bind(SIGNATURES[name], args, kwargs)
        values = parameters(name, bound)
        if not any(isinstance(v, (Dyn, Array)) for v in values):
            return _draw(cx, owner, name, args, kwargs)
        size = bound.get("size", Static(None))
        if is_none(size):
            size = broadcast_size(cx, *values)
        return make(cx, owner, name, bound, size)

    return handler


def _moved(draw: str):
    """`loc + scale * draw`"""

    def make(cx, owner, name, bound, size) -> Abstract:
        first, second = SIGNATURES[name][:2]
        loc, scale = bound.get(first, Static(0.0)), bound.get(second, Static(1.0))
        drawn = _standard(cx, owner, draw, size)
        return cx.binary(operator.add, loc, cx.binary(operator.mul, scale, drawn))

    return _parameterized(make)


def _uniform(cx, owner, name, bound, size) -> Abstract:
    low, high = bound.get("low", Static(0.0)), bound.get("high", Static(1.0))
    drawn = _standard(cx, owner, "random", size)
    width = cx.binary(operator.sub, high, low)
    return cx.binary(operator.add, low, cx.binary(operator.mul, width, drawn))


def _scaled(draw: str):
    """`scale * draw`"""

    def make(cx, owner, name, bound, size) -> Abstract:
        scale = bound.get("scale", Static(1.0))
        return cx.binary(operator.mul, scale, _standard(cx, owner, draw, size))

    return _parameterized(make)


def _gamma(cx, owner, name, bound, size) -> Abstract:
    """`scale * draw`; the shape decides the draw itself."""
    drawn = _draw(cx, owner, "standard_gamma", [bound["shape"], size], {})
    return cx.binary(operator.mul, bound.get("scale", Static(1.0)), drawn)


def _lognormal(cx, owner, name, bound, size) -> Abstract:
    mean, sigma = bound.get("mean", Static(0.0)), bound.get("sigma", Static(1.0))
    drawn = _standard(cx, owner, "standard_normal", size)
    moved = cx.binary(operator.add, mean, cx.binary(operator.mul, sigma, drawn))
    return cx.call(Static(np.exp), [moved], {})


def _of_exponential(function):
    """`function(draw / a)` or another one of an exponential draw and a parameter."""

    def make(cx, owner, name, bound, size) -> Abstract:
        drawn = _standard(cx, owner, "standard_exponential", size)
        return function(cx, drawn, bound["a"])

    return _parameterized(make)


def _pareto(cx, drawn, a) -> Abstract:
    return cx.call(Static(np.expm1), [cx.binary(operator.truediv, drawn, a)], {})


def _weibull(cx, drawn, a) -> Abstract:
    return cx.binary(operator.pow, drawn, cx.binary(operator.truediv, Static(1.0), a))


def _power(cx, drawn, a) -> Abstract:
    grown = cx.call(Static(np.expm1), [cx.unary(operator.neg, drawn)], {})
    return _weibull(cx, cx.unary(operator.neg, grown), a)


def _multivariate_normal(cx, owner, name, args, kwargs) -> Abstract:
    """`mean + draw`; the covariance decides the draw itself, through its singular vectors."""
    bound = _bind(SIGNATURES[name], args, kwargs)
    mean = cx.call(Static(np.asarray), [bound.pop("mean")], {})
    centre = cx.call(Static(np.zeros_like), [mean], {})
    size, shape = bound.get("size", Static(None)), cx.call(Static(np.shape), [mean], {})
    if not is_none(size):
        sizes = cx.items_of(size) if isinstance(size, Tuple) else (size,)
        if isinstance(size, Static) and isinstance(size.value, tuple):
            sizes = tuple(map(Static, size.value))
        shape = Tuple((*sizes, *cx.items_of(shape)))
    type_ = ArrayType("f64", cx.infer(np.zeros, (cx.operand(shape),)).shape)
    cov = bound.pop("cov")
    drawn = cx.wrap(emit_draw(cx, owner, name, [centre, cov], bound, type_))
    return cx.binary(operator.add, mean, drawn)


def broadcast_size(cx, *parameters: Abstract) -> Abstract:
    """The size that NumPy takes where none is given: that of the parameters."""
    arrays = [p for p in parameters if isinstance(p, Array)]
    if not arrays:
        return Static(None)
    shapes = [cx.value_of(a).type.shape for a in arrays]
    widest = max(shapes, key=len)
    fitting = [a for a, s in zip(arrays, shapes) if s == widest]
    if len(fitting) == len(arrays) or all(s in ((), widest) for s in shapes):
        return cx.call(Static(np.shape), [fitting[0]], {})
    whole = arrays[0]
    for array in arrays[1:]:
        whole = cx.binary(operator.add, whole, array)
    return cx.call(Static(np.shape), [whole], {})


def _size_arguments(cx, owner, name, args, kwargs) -> Abstract:
    """`rand(2, 3)` and `randn(2, 3)`: the axes are the arguments."""
    size = Tuple(tuple(args)) if args else Static(None)
    return _draw(cx, owner, "standard_normal" if name == "randn" else "random_sample", [size], {})


def population(cx, value: Abstract) -> Abstract:
    """What is chosen from or permuted: an array of it, or the number that stands for a range."""
    known = isinstance(value, Static) and not np.isscalar(value.value)
    listed = known or isinstance(value, Tuple | Ref)
    return cx.call(Static(np.asarray), [value], {}) if listed else value


def require_rows(cx, name: str, given: dict) -> None:
    """Refuse another axis than the first."""
    axis = given.pop("axis", Static(0))
    if not isinstance(axis, Static) or axis.value != 0:
        cx.refuse(f"{name}() along another axis than the first is not supported here",
                  "index the array by a permutation: x[:, rng.permutation(n)]")  # fmt: skip


def _permutation(cx, owner, name, args, kwargs) -> Abstract:
    """Of an array, its rows in the order of a permutation of their numbers."""
    bound = _bind(("x", "axis"), args, kwargs)
    require_rows(cx, name, bound)
    value = population(cx, bound.pop("x"))
    length = cx.call(Static(len), [value], {}) if isinstance(value, Array) else value
    type_ = cx.infer(np.arange, (cx.operand(length),))
    order = cx.wrap(emit_draw(cx, owner, "permutation", [length], {}, type_))
    return cx.get_item(value, order) if isinstance(value, Array) else order


def _choice(cx, owner, name, args, kwargs) -> Abstract:
    bound = _bind(SIGNATURES[name], args, kwargs)
    require_rows(cx, name, bound)
    value = population(cx, bound.pop("a"))
    count = cx.call(Static(len), [value], {}) if isinstance(value, Array) else value
    order = _draw(cx, owner, "choice", [count], bound)
    return cx.get_item(value, order) if isinstance(value, Array) else order


def _seed(cx, owner, name, args, kwargs) -> Abstract:
    emit_draw(cx, owner, name, args, kwargs, OpaqueType())
    return Static(None)


def _shuffle(cx, owner, name, args, kwargs) -> Abstract:
    """The rows of an array in the order of a permutation of their numbers, in place."""
    bound = _bind(("x", "axis"), args, kwargs)
    array = bound["x"]
    if not isinstance(array, Array):
        cx.refuse("shuffle() of what is no array", "shuffle its indices: rng.permutation(n)")
    cx.write(array, None, cx.operand(_permutation(cx, owner, name, [], bound)))
    return Static(None)


SIGNATURES = {
    "normal": ("loc", "scale", "size"), "uniform": ("low", "high", "size"),
    "laplace": ("loc", "scale", "size"), "logistic": ("loc", "scale", "size"),
    "gumbel": ("loc", "scale", "size"), "lognormal": ("mean", "sigma", "size"),
    "exponential": ("scale", "size"), "rayleigh": ("scale", "size"),
    "gamma": ("shape", "scale", "size"), "standard_gamma": ("shape", "size", "dtype"),
    "weibull": ("a", "size"), "pareto": ("a", "size"), "power": ("a", "size"),
    "multivariate_normal": ("mean", "cov", "size"),
    "standard_normal": ("size", "dtype"), "random": ("size", "dtype"),
    "standard_exponential": ("size", "dtype"), "standard_cauchy": ("size",),
    "integers": ("low", "high", "size", "dtype", "endpoint"),
    "randint": ("low", "high", "size", "dtype"),
    "choice": ("a", "size", "replace", "p", "axis"),
    "poisson": ("lam", "size"), "binomial": ("n", "p", "size"), "geometric": ("p", "size"),
    "negative_binomial": ("n", "p", "size"), "zipf": ("a", "size"), "logseries": ("p", "size"),
    "hypergeometric": ("ngood", "nbad", "nsample", "size"),
    "standard_t": ("df", "size"), "chisquare": ("df", "size"), "beta": ("a", "b", "size"),
    "f": ("dfnum", "dfden", "size"), "vonmises": ("mu", "kappa", "size"),
    "wald": ("mean", "scale", "size"), "triangular": ("left", "mode", "right", "size"),
    "noncentral_chisquare": ("df", "nonc", "size"),
}  # fmt: skip
INTEGERS = frozenset({
    "integers", "randint", "choice", "poisson", "binomial", "geometric", "negative_binomial",
    "zipf", "logseries", "hypergeometric",
})  # fmt: skip
OPAQUE_EFFECTS = {
    "normal": _moved("standard_normal"), "laplace": _moved("laplace"),
    "logistic": _moved("logistic"), "gumbel": _moved("gumbel"),
    "uniform": _parameterized(_uniform), "lognormal": _parameterized(_lognormal),
    "exponential": _scaled("standard_exponential"), "rayleigh": _scaled("rayleigh"),
    "gamma": _parameterized(_gamma), "weibull": _of_exponential(_weibull),
    "pareto": _of_exponential(_pareto), "power": _of_exponential(_power),
    "multivariate_normal": _multivariate_normal,
    "standard_normal": _draw, "standard_exponential": _draw, "standard_cauchy": _draw,
    "random": _draw, "random_sample": _draw, "integers": _draw, "randint": _draw,
    "randn": _size_arguments, "rand": _size_arguments, "permutation": _permutation,
    "shuffle": _shuffle, "choice": _choice, "seed": _seed,
}  # fmt: skip
#: draws of which no parameter can be brought outside
OPAQUE_EFFECTS.update(dict.fromkeys(SIGNATURES.keys() - OPAQUE_EFFECTS.keys(), _draw))


def _generator(maker):
    return lambda cx, args, kwargs: cx.emit_opaque(maker, *args, effect=True, **kwargs)


def _global(name: str):
    """The function of `np.random` on its own generator."""
    return lambda cx, args, kwargs: cx.call_opaque_method(Static(np.random), name, args, kwargs)


#: what makes a generator, and the functions of the module
HANDLERS = {
    **{
        maker: _generator(maker)
        for maker in (
            np.random.default_rng, np.random.RandomState, np.random.Generator, np.random.PCG64,
            np.random.SeedSequence,
        )
    },
    **{
        getattr(np.random, name): _global(name)
        for name in OPAQUE_EFFECTS
        if hasattr(np.random, name)
    },
}  # fmt: skip
