"""Python's builtins on abstract values: what can be known is known, the rest is emitted.

Each handler takes (cx, args, kwargs) and returns an abstract value.
"""

from __future__ import annotations

import functools
import logging
import operator
import time
import warnings

import numpy as np

from ..ir import prims
from ..ir.types import BOOL, COMPLEX, FLOAT, INT, ArrayType, OpaqueType, ScalarType
from . import class_handlers, iterable_handlers, ordering_handlers
from .abstract import Abstract, Array, Dyn, Partial, Slice, Static, Tuple


def _undecorated(f):
    """What functools.wraps() makes of a function, whose name and text no derivative reads."""
    return f


def _convert(cls, type_):
    def handler(cx, args, kwargs) -> Abstract:
        if len(args) != 1 or kwargs:  # as in int("ff", 16)
            for value in (*args, *kwargs.values()):
                if not isinstance(value, Static):
                    cx.need(f"what {cls.__name__}() is given", value)
            named = {name: value.value for name, value in kwargs.items()}
            make = functools.partial(cls, **named)
            return Static(cx.evaluate(make, *(arg.value for arg in args)))
        (value,) = args
        if cls is not bool and cx.has_method(value, f"__{cls.__name__}__"):
            value = cx.call_method(value, f"__{cls.__name__}__", (), {})
        if isinstance(value, Static) and (cls is not bool or cx.own_class(value) is None):
            return Static(cx.evaluate(cls, value.value))
        known = cx.type_of(value)
        if cls is not bool and not isinstance(known, (ScalarType, ArrayType)):
            cx.refuse(
                f"{cls.__name__}() of what is no number is known only at run time",
                "compute with the number itself",
            )
        if cls is bool:
            truth = cx.truth(value)
            if isinstance(truth, bool):
                return Static(truth)
        if known is not None and known == type_:
            return value
        return Dyn(cx.emit(cls, cx.operand(value), type=type_))

    return handler


_TO_COMPLEX = _convert(complex, COMPLEX)


def _complex(cx, args, kwargs) -> Abstract:
    """Zeros keep their signs and infinities their places: it is not `re + 1j * im`."""
    given = {**dict(zip(("real", "imag"), args)), **kwargs}
    real = given.get("real", Static(0.0))
    if "imag" not in given:
        return _TO_COMPLEX(cx, [real], {})
    parts = real, given["imag"]
    if all(isinstance(part, Static) for part in parts):
        return Static(cx.evaluate(complex, *(part.value for part in parts)))
    return Dyn(cx.emit(complex, *map(cx.operand, parts), type=COMPLEX))


def _abs(cx, args, kwargs) -> Abstract:
    if cx.is_object(args[0]) or cx.has_method(args[0], "__abs__"):
        return cx.call_method(args[0], "__abs__", (), {})
    if isinstance(args[0], Static):
        return Static(cx.evaluate(abs, args[0].value))
    callee = np.abs if isinstance(args[0], Array) else abs
    return cx.emit_abstract(callee, args[0])


def _round(cx, args, kwargs) -> Abstract:
    given = {**dict(zip(("number", "ndigits"), args)), **kwargs}
    args = [given[name] for name in ("number", "ndigits") if name in given]
    if cx.is_object(args[0]) or cx.has_method(args[0], "__round__"):
        return cx.call_method(args[0], "__round__", tuple(args[1:]), {})
    if all(isinstance(a, Static) for a in args):
        return Static(cx.evaluate(round, *(a.value for a in args)))
    if isinstance(args[0], Array):
        cx.raises(TypeError("type numpy.ndarray doesn't define __round__ method"))
    return cx.emit_abstract(round, *args)


def _pow(cx, args, kwargs) -> Abstract:
    given = {**dict(zip(("base", "exp", "mod"), args)), **kwargs}
    base, exponent = given["base"], given["exp"]
    modulus = given.get("mod", Static(None))
    if not isinstance(modulus, Static) or modulus.value is not None:
        values = (base, exponent, modulus)
        if not all(isinstance(a, Static) for a in values):
            cx.refuse("pow() with a modulus is for integers that are known", "write a ** b % m")
        return Static(cx.evaluate(pow, *(a.value for a in values)))
    return cx.binary(operator.pow, base, exponent)


def _divmod(cx, args, kwargs) -> Abstract:
    a, b = args
    found = cx.binary_object(divmod, a, b) if cx.own_class(a) or cx.own_class(b) else None
    if found is not None:
        return found
    return Tuple((cx.binary(operator.floordiv, a, b), cx.binary(operator.mod, a, b)))


#: functions whose whole effect is what they say
SAYING = (
    print, warnings.warn, logging.debug, logging.info, logging.warning, logging.error,
    logging.critical, logging.log,
)  # fmt: skip


def _said(function):
    """What is printed, warned of or logged is an effect."""

    def handler(cx, args, kwargs) -> Abstract:
        operands = tuple(map(cx.operand, args))
        pairs = tuple((k, cx.operand(v)) for k, v in kwargs.items())
        cx.emit(function, *operands, kwargs=pairs, type=OpaqueType(), effect=True)
        return Static(None)

    return handler


def _clock(function):
    """The time is an effect, and has no derivative."""
    return lambda cx, args, kwargs: Dyn(cx.emit(function, type=FLOAT, effect=True))


def _slice(cx, args, kwargs) -> Abstract:
    none = Static(None)
    if len(args) == 1:
        return Slice(none, args[0], none)
    return Slice(*args, *([none] * (3 - len(args))))


def _partial(cx, args, kwargs) -> Abstract:
    return Partial(args[0], tuple(args[1:]), dict(kwargs))


def _set_item(cx, args, kwargs) -> Abstract:
    cx.set_item(*args)
    return Static(None)


def _id_of(cx, args, kwargs) -> Abstract:
    cx.refuse("id() and hash() depend on the run of the program")


def _str(cx, args, kwargs) -> Abstract:
    if all(isinstance(v, Static) for v in (*args, *kwargs.values())):
        named = {name: v.value for name, v in kwargs.items()}
        make = functools.partial(str, **named) if named else str
        return Static(cx.evaluate(make, *(a.value for a in args)))
    given = [*args, *kwargs.values()]
    if len(given) > 1:
        cx.need("what str() decodes", *given)
    return cx.emit_text(prims.format_value, *given, Static("s"), Static(""))


def _repr(cx, args, kwargs) -> Abstract:
    (value,) = args
    if isinstance(value, Static):
        return Static(repr(value.value))
    return cx.emit_text(prims.format_value, value, Static("r"), Static(""))


INPLACE = (
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv,
    operator.imod, operator.ipow, operator.imatmul,
)  # fmt: skip
#: functions that are an operator
OPERATORS = (
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod,
    operator.floordiv, operator.matmul, operator.lt, operator.le, operator.gt, operator.ge,
    operator.eq, operator.ne, operator.and_, operator.or_, operator.xor, operator.lshift,
    operator.rshift,
)  # fmt: skip
HANDLERS = {
    **class_handlers.HANDLERS, **iterable_handlers.HANDLERS, **ordering_handlers.HANDLERS,
    float: _convert(float, FLOAT), int: _convert(int, INT), bool: _convert(bool, BOOL),
    complex: _complex, abs: _abs, round: _round, pow: _pow, divmod: _divmod,
    slice: _slice, str: _str, repr: _repr, functools.partial: _partial, id: _id_of, hash: _id_of,
    functools.wraps: lambda cx, args, kwargs: Static(_undecorated),
    _undecorated: lambda cx, args, kwargs: args[0],
    **{function: _said(function) for function in SAYING},
    **{clock: _clock(clock) for clock in (time.time, time.perf_counter, time.monotonic)},
    operator.getitem: lambda cx, a, k: cx.get_item(*a),
    operator.not_: lambda cx, a, k: cx.unary(operator.not_, *a),
    operator.neg: lambda cx, a, k: cx.unary(operator.neg, *a),
    **{op: (lambda op: lambda cx, a, k: cx.binary(op, *a))(op) for op in OPERATORS},
    **{op: (lambda op: lambda cx, a, k: cx.inplace(op, *a))(op) for op in INPLACE},
    operator.pos: lambda cx, a, k: cx.unary(operator.pos, *a),
    operator.invert: lambda cx, a, k: cx.unary(operator.invert, *a), operator.abs: _abs,
    operator.setitem: _set_item, operator.truth: _convert(bool, BOOL),
}  # fmt: skip
