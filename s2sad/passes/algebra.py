"""Arithmetic that costs less and gives the same bits: neutral operands, squares, signs.

Before:
    func @f(%x: f64[n], %g: f64[n]) {
      %a: f64[n] = mul %x, 1.0
      %b: f64[n] = neg %g
      %c: f64[n] = mul %b, %a
      %d: f64[n] = add %a, %c
      return %d
    }
After:
    func @f(%x: f64[n], %g: f64[n]) {
      %b: f64[n] = neg %g
      %c: f64[n] = mul %b, %x
      %0: f64[n] = mul %g, %x
      %d: f64[n] = sub %x, %0
      return %d
    }

Every rule carries its proof. "The same" is: same type (kind, dtype, axes) and same value with the
sign of zero, for every operand with nan and inf; only the sign and payload of a nan are free. The
exceptions are the square of a scalar (`_square`) and, in the reverse sweep, the sign of zero in
sums of what is negated. What surprises: an array may become an alias of another (`x * 1.0` is
`x`). Values are functional here, and `inplace` copies where one of them is written into. What a
rule leaves unused (`%c`) is for `dce`.

Complex numbers take no part, but in the reverse sweep: `x * 1.0` multiplies by (1+0j) and makes
nan from inf.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Function, Operand, Value
from ..ir.types import DTYPES, INT, ArrayType, ScalarType, Type
from ..types.lattice import equal_where_they_meet
from . import rewrite, signs
from .arithmetic import (
    call_like, factor_of, is_of_numpy, is_real, number_of, of_derivative, plain,
)  # fmt: skip
from .rewrite import Rules, Walk, type_of
from .sighted import sees

#: a ufunc on arrays or NumPy scalars is the operator on them
_OPERATORS: dict[Callable, Callable] = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.true_divide: operator.truediv, np.negative: operator.neg, np.positive: operator.pos,
}  # fmt: skip
#: they give a number of an array's dtype
_OF_ARRAY = frozenset({operator.getitem, np.sum, np.mean, np.max, np.min, np.prod})


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


# --- one spelling ---------------------------------------------------------------------------


def _spell(op: Call, walk: Walk) -> Call | None:
    """`np.multiply(x, y)` -> `x * y`, where one of them is NumPy's: that is what `*` calls."""
    types = [type_of(arg) for arg in op.args]
    if op.kwargs or not all(isinstance(t, (ScalarType, ArrayType)) for t in types):
        return None
    if all(isinstance(t, ScalarType) and t.python for t in types):
        return None
    return call_like(op, _OPERATORS[op.callee], *op.args)


@sees(Const)
def _plain(op: Call, walk: Walk) -> Call | None:
    """`x * np.float64(2.5)` -> `x * 2.5`, where that is the precision of x as well."""
    for k, arg in enumerate(op.args):
        if is_of_numpy(arg) and math.isfinite(arg.value):
            others = (*op.args[:k], *op.args[k + 1 :])
            dtype, is_divisor = arg.value.dtype, op.callee is operator.truediv and k == 1
            if all(_is_precise(x, dtype, walk) for x in others) and (arg.value or not is_divisor):
                return call_like(op, op.callee, *op.args[:k], plain(arg), *others[k:])
    return None


def _is_precise(operand: Operand, dtype: np.dtype, walk: Walk, depth: int = 3) -> bool:
    """True for what is surely NumPy's and of this precision: an array, what a function of NumPy
    makes of one, and arithmetic on it."""
    t = type_of(operand)
    if _kind(t) not in ("f", "c") or np.zeros(0, DTYPES[t.dtype]).real.dtype != dtype:
        return False
    if isinstance(t, ArrayType) and t.ndim:
        return True
    op = walk.definitions.get(operand)
    if op is None or depth == 0:
        return False
    if isinstance(op.callee, np.ufunc):
        return True
    arguments = op.args[:1] if op.callee in _OF_ARRAY else op.args
    inner = op.callee in _OF_ARRAY or op.callee in _OPERATORS.values()
    return inner and any(_is_precise(x, dtype, walk, depth - 1) for x in arguments)


@sees(Const)
def _filled(op: Call, walk: Walk) -> Call | None:
    """`np.full(n, np.float64(2.5))` -> `np.full(n, 2.5)`, and so for full_like."""
    if op.kwargs or len(op.args) != 2 or getattr(op.result.type, "dtype", "") != "f64":
        return None
    number = op.args[1]
    is_double = is_of_numpy(number) and type(number.value) is np.float64
    return call_like(op, op.callee, op.args[0], plain(number)) if is_double else None


# --- neutral operands -----------------------------------------------------------------------


def _kind(type: Type | None) -> str:
    """The first letter of the dtype of a scalar or an array: b, i, u, f or c."""
    return type.dtype[0] if isinstance(type, (ScalarType, ArrayType)) else ""


@sees(Const)
def _plus_zero(op: Call, walk: Walk) -> Operand | None:
    """`x + (-0.0)` -> `x`, for both zeros, while `-0.0 + 0.0` is 0.0; `n + 0` for integers."""
    factor = factor_of(op)
    if factor is None or factor[0] != 0 or type_of(factor[1]) != op.result.type:
        return None
    zero, x = factor
    if is_real(op.result.type):
        return x if type(zero) is float and math.copysign(1.0, zero) < 0 else None
    return x if type(zero) is int and _kind(op.result.type) in ("i", "u") else None


@sees(Const)
def _minus_zero(op: Call, walk: Walk) -> Operand | None:
    """`x - 0.0` -> `x`: `-0.0 - 0.0` is -0.0; but not `x - (-0.0)`. The integer 0 becomes 0.0."""
    x, zero = op.args[0], number_of(op.args[1])
    if zero is None or zero != 0 or type_of(x) != op.result.type:
        return None
    if is_real(op.result.type):
        return x if math.copysign(1.0, zero) > 0 else None
    return x if type(zero) is int and _kind(op.result.type) in ("i", "u") else None


@sees(Const)
def _times_one(op: Call, walk: Walk) -> Operand | Call | None:
    """`x * 1` -> `x`, `x * -1.0` -> `-x`: exact. The integer -1 is no value of unsigned dtypes."""
    factor = factor_of(op)
    if factor is None or abs(factor[0]) != 1:
        return None
    number, x = factor
    if number == 1 and _kind(op.result.type) == "c":
        return x if type_of(x) == op.result.type and of_derivative(op) else None
    real = is_real(op.result.type)
    if type_of(x) != op.result.type:
        if not real or not _differs_in_name(type_of(x), op.result.type):
            return None
        if number == 1 and op.result.type.__class__ is ScalarType:
            return x  # which the product is, too
        return call_like(op, prims.retyped if number == 1 else operator.neg, x)
    if number == 1:
        return x if real or (type(number) is int and _kind(op.result.type) in ("i", "u")) else None
    return call_like(op, operator.neg, x) if real else None


@sees(operator.matmul, operator.mul)
def _named_at_once(op: Call, walk: Walk) -> Call | None:
    """A product whose lengths have the names of others has these from the beginning, so that the
    rules that look for products see it."""
    product = walk.definitions.get(op.args[0])
    if product is None or product.callee not in (operator.matmul, operator.mul):
        return None
    named, made = op.result.type, product.result.type
    if type(named) is not ArrayType or type(made) is not ArrayType or named.dtype != made.dtype:
        return None  # a number, or what is only sure to be of single precision
    return replace(product, result=op.result) if walk.only_use(product.result) else None


def _differs_in_name(a: Type | None, b: Type | None) -> bool:
    """True for numbers of one dtype that may be Python's or NumPy's, and for arrays of one dtype
    and shape, whose lengths have several names."""
    if a.__class__ is not b.__class__ or a.dtype != b.dtype:
        return False
    return a.__class__ is ScalarType or equal_where_they_meet(a.shape, b.shape)


@sees(Const)
def _over_one(op: Call, walk: Walk) -> Operand | Call | None:
    """`x / 1` -> `x`, `x / -1` -> `-x`: exact. The quotient of integers has another type."""
    x, number = op.args[0], number_of(op.args[1])
    if number is None or abs(number) != 1 or type_of(x) != op.result.type:
        return None
    if not is_real(op.result.type):
        return None
    return x if number == 1 else call_like(op, operator.neg, x)


@sees(Const)
def _to_the_one(op: Call, walk: Walk) -> Operand | None:
    """`x ** 1` -> `x`: pow(x, 1) is x, nan and zeros included."""
    x, number = op.args[0], number_of(op.args[1])
    if number != 1 or type_of(x) != op.result.type:
        return None
    kind = _kind(op.result.type)
    return x if kind == "f" or (type(number) is int and kind in ("i", "u")) else None


def _unchanged(op: Call, walk: Walk) -> Operand | None:
    """`+x`, `float(x)`, `np.conj(x)` … of what is already so: the types tell."""
    x = op.args[0]
    t = type_of(x)
    if op.kwargs or len(op.args) != 1 or not isinstance(t, (ScalarType, ArrayType)):
        return None
    return x if t == op.result.type and t.dtype[0] in "iuf" else None


# --- squares and doubles --------------------------------------------------------------------


@sees(Const)
def _square(op: Call, walk: Walk) -> Call | None:
    """`x ** 2` -> `x * x` for scalars; arrays have their own fast path and stay readable.

    For integers exact. For floats `x * x` is the correctly rounded square, and `pow` is within
    one unit of it (it differs for about one operand in a thousand). One more difference: where
    the square of a Python float overflows, `**` raises and `*` gives inf.
    """
    t = op.result.type
    if op.kwargs or number_of(op.args[1]) != 2 or type_of(op.args[0]) != t:
        return None
    if not isinstance(t, ScalarType) or t.dtype[0] not in "if":
        return None
    return call_like(op, operator.mul, op.args[0], op.args[0])


def _square_ufunc(op: Call, walk: Walk) -> Call | None:
    """`np.square(x)` -> `x * x` for NumPy scalars: that is how it is defined."""
    t = op.result.type
    if op.kwargs or not isinstance(t, ScalarType) or type_of(op.args[0]) != t:
        return None
    return call_like(op, operator.mul, op.args[0], op.args[0]) if t.dtype[0] in "if" else None


@sees((operator.mul, Const))
def _with_integers(op: Call, walk: Walk) -> Call | None:
    """`x + 1.0 * n` -> `x + n` for a Python integer or an array n of integers: the sum makes them
    floats itself; so do a product and a quotient, where `x * (-1.0 * n)` -> `-(x * n)`."""
    for k, operand in enumerate(op.args):
        product = walk.definition(operand, operator.mul)
        factor = None if product is None else factor_of(product)
        if factor is not None and abs(factor[0]) == 1 and is_real(type_of(op.args[1 - k])):
            if _is_made_float(factor[1], type_of(op.args[1 - k]), op.result.type):
                args = (*op.args[:k], factor[1], *op.args[k + 1 :])
                if factor[0] == 1:
                    return call_like(op, op.callee, *args)
                if op.callee in (operator.mul, operator.truediv):
                    positive = walk.emit(op.callee, *args, type=op.result.type, at=op)
                    return call_like(op, operator.neg, positive)
    return None


def _is_made_float(integers: Operand, other: Type, result: Type) -> bool:
    """True for what is of whole numbers and becomes a float of the result's dtype beside others."""
    t = type_of(integers)
    if t == INT:
        return True
    if not isinstance(t, ArrayType) or t.dtype[0] not in "iu":
        return False
    weak = isinstance(other, ScalarType) and other.python
    made = np.result_type(0.0 if weak else DTYPES[other.dtype], DTYPES[t.dtype])
    return made == DTYPES[result.dtype]


def _double(op: Call, walk: Walk) -> Call | None:
    """`x + x` -> `2.0 * x`: both are the exact 2x, or inf. Products merge further, sums do not."""
    x, same = op.args
    if x is not same or type(x) is not Value or not is_real(op.result.type):
        return None
    return call_like(op, operator.mul, Const(2.0), x) if x.type == op.result.type else None


RULES = Rules(
    calls={
        **dict.fromkeys(_OPERATORS, (_spell,)),
        operator.add: (_plain, _plus_zero, signs.add_negated, _with_integers, _double),
        operator.sub: (_plain, _minus_zero, signs.sub_negated, _with_integers),
        operator.mul: (_plain, _times_one, _with_integers, signs.both_signs),
        operator.truediv: (_plain, _over_one, _with_integers, signs.both_signs),
        operator.neg: (signs.neg_negated,),
        prims.retyped: (_named_at_once,),
        **dict.fromkeys((np.full, np.full_like), (_filled,)),
        operator.pow: (_to_the_one, _square),
        np.power: (_square,),
        np.square: (_square_ufunc,),
        **dict.fromkeys((operator.pos, float, int, np.conj, np.real), (_unchanged,)),
    }
)
