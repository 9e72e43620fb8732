"""Which precisions meet in a function, and what a zero or one is beside them.

In: a function. Out: the dtypes that it computes with, and constants for tangents and cotangents. A
Python number takes on the precision of the array that it meets. A tangent that stands for NumPy's
number of more precision must not: what comes after it would be of less.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, Const, Function, leaves
from ..ir.traverse import all_blocks, operands_of
from ..ir.types import DTYPES, ArrayType, ScalarType, Type
from ..types.dtypes import type_of_value

#: the floating-point dtypes beside which a NumPy number of a dtype makes another one of them
_FINER = {
    "f64": ("f16", "f32", "c64"), "c128": ("f16", "f32", "c64"),
    "f32": ("f16",), "c64": ("f16",),
}  # fmt: skip


@found_once
def dtypes(fn: Function) -> frozenset[str]:
    """The dtypes of the numbers and arrays of a function."""
    found = inventory(fn)
    given = [leaf for param in fn.params for leaf in leaves(param.tree)]
    made = chain.from_iterable([op.results for op in found.ops])
    types = {t for v in chain(given, made) if type(t := v.type) in (ScalarType, ArrayType)}
    ends = [block.terminator for block in all_blocks(fn.body)]
    calls = [op for op in found.ops if type(op) is Call]
    read = [arg.value for op in calls for arg in op.args if type(arg) is Const]
    read += [arg.value for op in calls if op.kwargs for _, arg in op.kwargs if type(arg) is Const]
    others = [arg for node in (*found.controls, *ends) for arg in operands_of(node)]
    read += [arg.value for arg in others if type(arg) is Const]
    types.update([type_of_value(v) for v in read if isinstance(v, np.generic | np.ndarray)])
    return frozenset([t.dtype for t in types if isinstance(t, ScalarType | ArrayType)])


def has_single(fn: Function) -> bool:
    """True where a function computes in single precision anywhere."""
    return not dtypes(fn).isdisjoint(_FINER["f64"])


def are_several(fn: Function) -> bool:
    """True where numbers of several precisions may meet, or real and complex ones."""
    return any(dtype[:1] in ("f", "c") and dtype != "f64" for dtype in dtypes(fn))


def zero(fn: Function, type: Type | None) -> Const:
    """The zero that stands for a tangent of a number of this type."""
    return constant(fn, type, 0j if getattr(type, "dtype", "f64")[0] == "c" else 0.0)


def constant(fn: Function, type: Type | None, number: complex) -> Const:
    """A tangent of a number of this type: Python's, or NumPy's where Python's would be of less
    precision."""
    dtype = getattr(type, "dtype", "f64")
    if isinstance(type, ScalarType) and not type.python and dtype in _FINER:
        if not dtypes(fn).isdisjoint(_FINER[dtype]):
            return Const(np.dtype(DTYPES[dtype]).type(number))
    return Const(number)


def zero_of(fn: Function, type: Type | None) -> Const:
    """The zero of a number of exactly this type, which may be handed to the caller."""
    dtype = getattr(type, "dtype", "f64")
    if isinstance(type, ScalarType) and not type.python and dtype[0] in "fc" and dtype != "f64":
        return Const(np.dtype(DTYPES[dtype]).type(0.0))
    return zero(fn, type)
