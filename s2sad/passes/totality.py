"""Which calls can never raise, whatever the values of their operands: only those may be moved to
where the program might not have come.

A call comes in, with the types of its operands; out goes True where nothing can go wrong. What
surprises: two arrays are added here only if their types name the same lengths, for others may
differ in a run that never reaches the addition; and Python's numbers are never divided, for Python
raises where NumPy does not. A number that is NumPy's by its type may be Python's on one path, so
it is divided only if it is known to come out of an array or a function of NumPy.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Container

import numpy as np

from ..ir import paths, prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value
from ..ir.types import ArrayType, Axis, ListType, ScalarType, TupleType
from ..types.lattice import varies
from .rewrite import type_of


class Numbers:
    """What is known of the numbers of a function: `of_numpy` are surely NumPy's, and `lengths` are
    not negative. They are found when one is asked for."""

    def __init__(self, fn: Function | None = None):
        self._calls = () if fn is None else inventory(fn).ops

    @functools.cached_property
    def of_numpy(self) -> set[Value]:
        found: set[Value] = set()
        for op in self._calls:
            if type(op) is Call and op.result is not None and _gives_number_of_numpy(op, found):
                found.add(op.result)
        return found

    @functools.cached_property
    def lengths(self) -> set[Value]:
        return {op.result for op in self._calls if type(op) is Call and op.callee in _LENGTHS}


def never_raises(op: Call, numbers: Numbers = Numbers()) -> bool:
    """True where nothing can go wrong."""
    if op.effect or op.result is None or type(op.callee).__hash__ is None:
        return False
    if op.callee in (operator.truediv, operator.pow):
        return _quotient(op, numbers.of_numpy)
    if op.callee is np.eye:
        return _of_known_size(op, numbers.lengths)
    rule = _RULES.get(op.callee)
    return rule is not None and rule(op)


def _gives_number_of_numpy(op: Call, of_numpy: Container[Value]) -> bool:
    """True where the result is a number that is surely NumPy's, as those of `of_numpy` are."""
    t = op.result.type
    if not isinstance(t, ScalarType) or t.python:
        return False
    if isinstance(op.callee, np.ufunc):
        return True
    return op.callee in _OPERATORS and any(_is_of_numpy(arg, of_numpy) for arg in op.args)


def _is_of_numpy(operand: Operand, of_numpy: Container[Value]) -> bool:
    t = type_of(operand)
    is_array = isinstance(t, ArrayType) and t.ndim > 0
    return is_array or (type(operand) is Value and operand in of_numpy)


def _is_float(operand: Operand, kinds: str = "fc") -> bool:
    """A floating-point scalar or array, or a small constant that any of them takes."""
    if type(operand) is Const and type(operand.value) in (int, float):
        return abs(operand.value) <= 2**15 or type(operand.value) is float
    t = type_of(operand)
    return isinstance(t, (ScalarType, ArrayType)) and t.dtype[0] in kinds


def _is_python_int(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ScalarType) and t.python and t.dtype == "i64"


def _arithmetic(op: Call) -> bool:
    if op.kwargs or not _broadcast(op):
        return False
    return all(map(_is_float, op.args)) or all(map(_is_python_int, op.args))


def _broadcast(op: Call) -> bool:
    """True where the operands surely broadcast against each other."""
    shapes = [t.shape for t in map(type_of, op.args) if isinstance(t, ArrayType)]
    for k, a in enumerate(shapes):
        for b in shapes[k + 1 :]:
            if not all(map(_fits, reversed(a), reversed(b))):
                return False
    return True


def _fits(a: Axis, b: Axis) -> bool:
    return 1 in (a, b) or (a == b and not varies(a))


def _comparison(op: Call) -> bool:
    real = all(_is_float(arg, "f") for arg in op.args) or all(map(_is_python_int, op.args))
    return real and _arithmetic(op)


def _quotient(op: Call, of_numpy: Container[Value]) -> bool:
    """Of a division or power."""
    if op.callee is operator.pow:
        safe = _is_of_numpy(op.args[0], of_numpy) and type(op.args[1]) is Const
        return safe and _arithmetic(op)
    divisor = op.args[1]
    constant = type(divisor) is Const and type(divisor.value) in (int, float)
    if constant and divisor.value == 0:
        return False
    safe = constant or any(_is_of_numpy(arg, of_numpy) for arg in op.args)
    return safe and _arithmetic(op)


def _extremum(op: Call) -> bool:
    return len(op.args) == 2 and all(_is_float(arg, "f") for arg in op.args) and _arithmetic(op)


def _elementwise(op: Call) -> bool:
    return not op.kwargs and len(op.args) == 1 and _is_float(op.args[0], "f")


def _of_array(op: Call) -> bool:
    return isinstance(type_of(op.args[0]), ArrayType) and all(
        type(arg) is Const for arg in (*op.args[1:], *(value for _, value in op.kwargs))
    )


def _length(op: Call) -> bool:
    t = type_of(op.args[0])
    return isinstance(t, (ListType, TupleType)) or (isinstance(t, ArrayType) and t.ndim > 0)


def _item(op: Call) -> bool:
    items, index = op.args
    if isinstance(type_of(items), ArrayType):
        return _is_slices(index, type_of(items).ndim)
    return isinstance(type_of(items), TupleType) and type(index) is Const


def _is_slices(index: Operand, ndim: int) -> bool:
    """True for slices, which are there in any array of so many axes, if they leave out something;
    a view that only names the axes anew is left where it is read."""
    parts = paths.steps(index)
    slices = [part for part in parts if type(part) is Pack and part.kind is slice]
    new = [part for part in parts if type(part) is Const and part.value is None]
    bounds = [bound for part in slices for bound in part.items]
    return (
        len(slices) + len(new) == len(parts)
        and len(slices) <= ndim
        and any(type(bound) is not Const or bound.value is not None for bound in bounds)
        and all(type(part.items[2]) is Const and part.items[2].value != 0 for part in slices)
        and all(_is_python_int(b) or (type(b) is Const and b.value is None) for b in bounds)
    )


def _counted(op: Call) -> bool:
    return len(op.args) == 1 and not op.kwargs and _is_python_int(op.args[0])


def _of_known_size(op: Call, lengths: Container[Value]) -> bool:
    size = op.args[0]
    return _counted(op) and (size.value >= 0 if type(size) is Const else size in lengths)


_RULES: dict[Callable, Callable[[Call], bool]] = {
    **dict.fromkeys((operator.add, operator.sub, operator.mul, operator.neg), _arithmetic),
    **dict.fromkeys((operator.lt, operator.le, operator.gt, operator.ge), _comparison),
    **dict.fromkeys((operator.eq, operator.ne), _comparison),
    **dict.fromkeys((np.maximum, np.minimum, np.fmax, np.fmin), _extremum),
    np.arange: _counted,
    **dict.fromkeys((
        np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh,
        np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.sqrt, np.cbrt,
        np.square, np.absolute, np.sign, np.floor, np.ceil, operator.abs, abs,
    ), _elementwise),
    **dict.fromkeys((prims.axis_length, np.size, np.transpose), _of_array),
    operator.getitem: _item,
    len: _length,
}  # fmt: skip
_LENGTHS = frozenset({prims.axis_length, len, np.size})
#: they give a number of NumPy's wherever one of their operands is, or is an array
_OPERATORS = frozenset({
    operator.add, operator.sub, operator.mul, operator.neg, operator.truediv, operator.pow,
    operator.getitem,
})  # fmt: skip
