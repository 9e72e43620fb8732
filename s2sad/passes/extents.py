"""Lengths and shapes that the types decide; items of things that are taken apart.

Before:
    func @f(%x: f64[n], %g: float) {
      %y: f64[n] = np.sin %x
      %n: int = len %y
      %a: f64[n] = s2sad.runtime.broadcast:spread %g, %y
      %b: f64[n] = mul %a, %x
      %c: f64[n] = s2sad.runtime.broadcast:unbroadcast %b, %y
      %z: f64[n] = np.zeros_like %y
      return (%n, %c, %z)
    }
After:
    func @f(%x: f64[n], %g: float) {
      %y: f64[n] = np.sin %x
      %n: int = axis_length %x, 0
      %a: f64[n] = s2sad.runtime.broadcast:spread %g, %x
      %b: f64[n] = mul %a, %x
      %0: int = axis_length %x, 0
      %z: f64[n] = np.zeros (%0,)
      return (%n, %b, %z)
    }

Whatever asks only for the length or shape of a value asks the first value that has it, parameters
before all others. So equal questions meet in `cse`, and a value that only its shape kept alive
(`%y`) dies in `dce`. Equal Dims have equal lengths: that is the contract of the types. Of dtypes
there is no such contract: zeros like `%y` are zeros like another array only where that one surely
holds floats, else they are made of its shape.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable

import numpy as np

from ..analysis import absent, kinds
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.nodes import Call, Const, Function, Operand, Pack, leaves
from ..ir.types import ArrayType, Axis, ScalarType, TupleType
from ..runtime.broadcast import spread, unbroadcast
from ..types.lattice import same_lengths, varies
from . import items, rewrite, wholes
from .arithmetic import call_like, of_derivative
from .making import can_be_made, made_of, shape_of
from .rewrite import Rules, Walk, array_type, type_of
from .sighted import sees


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


_ARITHMETIC = frozenset({
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.neg,
})  # fmt: skip
_ARGUMENTS = "arguments"

# --- representatives ------------------------------------------------------------------------


def _start(walk: Walk) -> None:
    for param in walk.fn.params:
        for leaf in leaves(param.tree):
            if isinstance(leaf.type, ArrayType):
                for axis, length in enumerate(leaf.type.shape):
                    _first(("axis", length), (leaf, axis), walk)
                _first(("shape", leaf.type.shape), leaf, walk)
                _first(("like", leaf.type), leaf, walk)
                if param.moves:
                    _first(("floats", leaf.type), leaf, walk)
    walk.remember(_ARGUMENTS, {leaf for param in walk.fn.params for leaf in leaves(param.tree)})


def _first(key: tuple, candidate, walk: Walk):
    """What stands for the key here: an earlier one, else the candidate from now on; but not a
    value that some path leaves without one, or whose lengths a loop may change."""
    if key[0] in ("axis", "shape"):
        candidate = _of_origin(candidate, walk)
    value = candidate[0] if isinstance(candidate, tuple) else candidate
    if any(map(varies, value.type.shape)) or value in absent.placeholders(walk.fn):
        return candidate
    known = walk.table.get(key)
    if known is None:
        if value in absent.run(walk.fn):
            return candidate
        walk.remember(key, candidate)
        return candidate
    return known


def _of_origin(candidate, walk: Walk):
    """The candidate, or what arithmetic with numbers has made it of, entry by entry."""
    value = candidate[0] if isinstance(candidate, tuple) else candidate
    missing = absent.run(walk.fn)
    while (call := walk.definitions.get(value)) is not None and call.callee in _ARITHMETIC:
        arrays = [arg for arg in call.args if array_type(arg)]
        if len(arrays) != 1 or arrays[0].type.shape != value.type.shape or arrays[0] in missing:
            break
        value = arrays[0]
    return (value, candidate[1]) if isinstance(candidate, tuple) else value


def _length(op: Call, array: Operand, axis: int, walk: Walk) -> Call | Operand | None:
    length: Axis = array.type.shape[axis]
    if isinstance(length, int):
        return Const(length)
    value, axis = _first(("axis", length), (array, axis), walk)
    if op.callee is prims.axis_length and value is array and op.args[1].value == axis:
        return None
    return call_like(op, prims.axis_length, value, Const(axis))


def _axis_length(op: Call, walk: Walk) -> Call | Operand | None:
    array, axis = op.args
    t = array_type(array)
    if t is None or type(axis) is not Const or type(axis.value) is not int:
        return None
    return _length(op, array, axis.value % t.ndim, walk) if -t.ndim <= axis.value < t.ndim else None


def _len(op: Call, walk: Walk) -> Call | Operand | None:
    x = op.args[0]
    if type(x) is Pack and x.kind in (tuple, list, dict):
        return Const(len(x.items))
    t = type_of(x)
    if isinstance(t, TupleType):
        return Const(len(t.items))
    return _length(op, x, 0, walk) if isinstance(t, ArrayType) and t.shape else None


def _size(op: Call, walk: Walk) -> Call | Operand | None:
    t = array_type(op.args[0])
    if t is None or len(op.args) != 1 or op.kwargs:
        return None
    if all(isinstance(length, int) for length in t.shape):
        return Const(math.prod(t.shape))
    if t.ndim == 1:
        return _length(op, op.args[0], 0, walk)
    return _shape_only(0)(op, walk)


def _ndim(op: Call, walk: Walk) -> Operand | None:
    t = array_type(op.args[0])
    return None if t is None else Const(t.ndim)


def _shape_only(position: int) -> Callable[[Call, Walk], Call | None]:
    """The rule for callees that read only the shape of one argument."""

    def rule(op: Call, walk: Walk) -> Call | None:
        array = op.args[position]
        t = array_type(array)
        if t is None or op.kwargs:
            return None
        first = _first(("shape", t.shape), array, walk)
        return None if first is array else _with_arg(op, position, first)

    return rule


def _spread_over(op: Call, walk: Walk) -> Call | None:
    """Of what it is spread over, a Python number reads the dtype, too."""
    g, array = type_of(op.args[0]), array_type(op.args[1])
    if array is None or not (isinstance(g, ScalarType) and g.python):
        return _shape_only(1)(op, walk)
    first = _first(("like", array), op.args[1], walk)
    return None if first is op.args[1] else _with_arg(op, 1, first)


def _type_only(op: Call, walk: Walk) -> Call | None:
    """`np.zeros_like(y)` and its kin read the dtype and the shape. They are asked of an argument
    that the derivative is taken by, which holds floats, or made of the shape of the first array
    that has it, or of the numbers that it consists of: exported code is not told the dtypes of its
    other arguments. What the user's program asks, and what is asked of an argument itself, stays.
    """
    array = op.args[0]
    t = array_type(array)
    if t is None or array in kinds.run(walk.fn):
        return None
    is_free = of_derivative(op) and array not in walk.table.get(_ARGUMENTS, ())
    is_known = t.shape and all(type(length) is int for length in t.shape)
    if is_known and is_free and can_be_made(op):
        return made_of(op, t, shape_of(array, walk.emit))
    if ("floats", t) in walk.table:
        first = _first(("floats", t), array, walk)
        return None if first is array else _with_arg(op, 0, first)
    if not is_free:
        return None
    first = _first(("shape", t.shape), array, walk)
    if first is array or not can_be_made(op):
        return None
    return made_of(op, t, shape_of(first, functools.partial(walk.emit, at=op)))


def _with_arg(op: Call, position: int, arg: Operand) -> Call:
    args = (*op.args[:position], arg, *op.args[position + 1 :])
    return Call(op.callee, args, op.kwargs, op.result, op.effect, op.span)


# --- what is there already ------------------------------------------------------------------


def _same_type(op: Call, walk: Walk) -> Operand | None:
    """Callees that give their argument back where it has the type of the result already."""
    x = op.args[0]
    t = type_of(x)
    if op.callee in (np.asarray, prims.astype) and x in kinds.run(walk.fn):
        return None
    if op.callee is np.reshape and isinstance(t, ArrayType) and t.ndim == op.result.type.ndim == 1:
        if not _keeps_its_axis(op, walk):
            return None
        return x if t == op.result.type else call_like(op, prims.retyped, x)
    if t != op.result.type or not isinstance(t, (ArrayType, ScalarType)):
        return None
    return x if isinstance(t, ScalarType) or same_lengths(t.shape, t.shape) else None


def _keeps_its_axis(op: Call, walk: Walk) -> bool:
    """True for a reshape of a vector to a vector that surely has its length. A number that the
    user's program asks for may be another one, and is an error then."""
    given = op.args[1] if len(op.args) > 1 else None
    if type(given) is Pack and len(given.items) == 1:
        given = given.items[0]
    if of_derivative(op) or (type(given) is Const and given.value in (-1, (-1,))):
        return True
    if type(given) is Const:
        return given.value in (*type_of(op.args[0]).shape, type_of(op.args[0]).shape)
    made = walk.definitions.get(given)
    same = op.result.type == type_of(op.args[0])
    return same and made is not None and made.callee in (prims.axis_length, len, np.size)


@sees(np.reshape, np.ravel)
def _reshaped_again(op: Call, walk: Walk) -> Call | None:
    """`x.reshape(-1).reshape(n, m)`: `x.reshape(n, m)`; the first one must not be an error."""
    inner = walk.definition(op.args[0], np.reshape) or walk.definition(op.args[0], np.ravel)
    if inner is None or op.kwargs or inner.kwargs or len(op.args) != 2:
        return None
    flat = len(inner.args) == 1 or getattr(inner.args[1], "value", None) in (-1, (-1,))
    if not flat and (len(inner.args) > 2 or not of_derivative(inner)):
        return None
    return call_like(op, np.reshape, inner.args[0], op.args[1])


@sees(prims.write)
def _add_to_zero(op: Call, walk: Walk) -> Call | None:
    """`a[i] = 0.0`, then `a[i] += v`: `a[i] = v`."""
    inner = walk.definition(op.args[0], prims.write)
    if inner is None or getattr(inner.args[2], "value", None) != 0.0:
        return None
    if operand_key(inner.args[1]) != operand_key(op.args[1]):
        return None
    if op.result.type.dtype[0] not in "fc" or not walk.only_use(inner.result):
        return None
    return call_like(op, prims.write, inner.args[0], *op.args[1:])


RULES = Rules(
    calls={
        prims.axis_length: (_axis_length,),
        len: (_len,),
        np.size: (_size,),
        np.ndim: (_ndim,),
        np.shape: (_shape_only(0),),
        **dict.fromkeys((np.zeros_like, np.ones_like, np.empty_like, np.full_like), (_type_only,)),
        spread: (_same_type, _spread_over),
        unbroadcast: (_same_type, _shape_only(1)),
        prims.accumulate: (_add_to_zero,),
        np.reshape: (_same_type, _reshaped_again),
        **dict.fromkeys((np.ravel, np.squeeze, np.asarray), (_same_type,)),
        **dict.fromkeys((np.broadcast_to, prims.astype), (_same_type,)),
    },
    start=(_start,),
) | wholes.RULES | items.RULES
