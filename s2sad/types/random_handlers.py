"""Random numbers: effects that happen once, in the forward sweep, and constants of differentiation.

A draw that NumPy moves and scales is moved and scaled here, so that it is differentiable in its
parameters: `rng.normal(loc, scale)` is `loc + scale * rng.standard_normal()`, with the same stream
of random bits. A handler takes (cx, owner, name, args, kwargs); the owner is a generator, or the
module `np.random`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.types import ArrayType, OpaqueType, ScalarType
from .abstract import Abstract, Array, Static, Tuple


def _bind(names: tuple[str, ...], args, kwargs) -> dict[str, Abstract]:
    return dict(zip(names, args)) | kwargs


def _draw(cx, owner, name, args, kwargs) -> Abstract:
    """A draw of which only the shape is known."""
    bound = _bind(SIGNATURES.get(name, ("size",)), args, kwargs)
    size = bound.get("size", Static(None))
    dtype = "i64" if name in INTEGERS else "f64"
    if isinstance(size, Static) and size.value is None:
        type_ = ScalarType(dtype, python=name not in INTEGERS)
    else:
        type_ = ArrayType(dtype, cx.infer(np.zeros, (cx.operand(size),)).shape)
    return cx.wrap(emit_draw(cx, owner, name, args, kwargs, type_))


def emit_draw(cx, owner, name: str, args, kwargs, type_):
    operands = tuple(map(cx.operand, args))
    pairs = tuple((k, cx.operand(v)) for k, v in kwargs.items())
    return cx.emit(
        prims.Method(name), cx.operand(owner), *operands, kwargs=pairs, type=type_, effect=True
    )


def _moved(cx, owner, name, args, kwargs) -> Abstract:
    """`loc + scale * draw`, or `low + (high - low) * draw`."""
    names = SIGNATURES[name]
    bound = _bind(names, args, kwargs)
    first, second = bound.get(names[0], Static(0.0)), bound.get(names[1], Static(1.0))
    size = bound.get("size", Static(None))
    if isinstance(size, Static) and size.value is None:
        size = broadcast_size(cx, first, second)
    draw = "standard_normal" if name == "normal" else "random"
    drawn = _draw(cx, owner, draw, [size], {})
    if name == "uniform":
        second = cx.binary(operator.sub, second, first)
    return cx.binary(operator.add, first, cx.binary(operator.mul, second, drawn))


def _scaled(cx, owner, name, args, kwargs) -> Abstract:
    """`scale * draw`"""
    bound = _bind(SIGNATURES[name], args, kwargs)
    scale, size = bound.get("scale", Static(1.0)), bound.get("size", Static(None))
    if isinstance(size, Static) and size.value is None:
        size = broadcast_size(cx, scale)
    drawn = _draw(cx, owner, f"standard_{name}", [size], {})
    return cx.binary(operator.mul, scale, drawn)


def broadcast_size(cx, *parameters: Abstract) -> Abstract:
    """The size that NumPy takes where none is given: that of the parameters."""
    arrays = [p for p in parameters if isinstance(p, Array)]
    if not arrays:
        return Static(None)
    if len(arrays) > 1:
        cx.refuse("the size of these random numbers is that of two arrays", "pass size=...")
    return cx.call(Static(np.shape), [arrays[0]], {})


def _size_arguments(cx, owner, name, args, kwargs) -> Abstract:
    """`rand(2, 3)` and `randn(2, 3)`: the axes are the arguments."""
    size = Tuple(tuple(args)) if args else Static(None)
    return _draw(cx, owner, "standard_normal" if name == "randn" else "random_sample", [size], {})


def _permutation(cx, owner, name, args, kwargs) -> Abstract:
    """Of an array, its rows in the order of a permutation of their numbers."""
    (value,) = args
    length = cx.call(Static(len), [value], {}) if isinstance(value, Array) else value
    type_ = cx.infer(np.arange, (cx.operand(length),))
    order = cx.wrap(emit_draw(cx, owner, "permutation", [length], kwargs, type_))
    return cx.get_item(value, order) if isinstance(value, Array) else order


def _choice(cx, owner, name, args, kwargs) -> Abstract:
    bound = _bind(SIGNATURES[name], args, kwargs)
    value = bound.pop("a")
    count = cx.call(Static(len), [value], {}) if isinstance(value, Array) else value
    order = _draw(cx, owner, "choice", [count], bound)
    return cx.get_item(value, order) if isinstance(value, Array) else order


def _seed(cx, owner, name, args, kwargs) -> Abstract:
    emit_draw(cx, owner, name, args, kwargs, OpaqueType())
    return Static(None)


SIGNATURES = {
    "normal": ("loc", "scale", "size"), "uniform": ("low", "high", "size"),
    "integers": ("low", "high", "size"), "randint": ("low", "high", "size"),
    "choice": ("a", "size", "replace", "p"), "exponential": ("scale", "size"),
    "poisson": ("lam", "size"), "binomial": ("n", "p", "size"),
    "standard_gamma": ("shape", "size"),
}  # fmt: skip
INTEGERS = frozenset({"integers", "randint", "choice", "poisson", "binomial"})
OPAQUE_EFFECTS = {
    "normal": _moved, "uniform": _moved, "exponential": _scaled, "standard_normal": _draw,
    "standard_exponential": _draw, "random": _draw, "random_sample": _draw, "integers": _draw,
    "randint": _draw, "randn": _size_arguments, "rand": _size_arguments,
    "permutation": _permutation, "choice": _choice, "seed": _seed,
}  # fmt: skip
#: draws whose parameters must be constants
CONSTANT_DRAWS = {"poisson": _draw, "binomial": _draw, "standard_gamma": _draw}


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
        for name in (*OPAQUE_EFFECTS, *CONSTANT_DRAWS)
        if hasattr(np.random, name)
    },
}  # fmt: skip
