"""Which precisions meet in a function, and what a zero or one is beside them.

In: a function. Out: the dtypes that it computes with, and constants for tangents and cotangents. A
Python number takes on the precision of the array that it meets. A tangent that stands for NumPy's
number of more precision must not: what comes after it would be of less.
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter

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
    made = chain.from_iterable(map(attrgetter("results"), found.ops))
    types = list(map(attrgetter("type"), chain(given, made)))
    types = list(dict(zip(map(id, types), types)).values())  # each once
    calls = [op for op in found.ops if type(op) is Call]
    read = list(chain.from_iterable(map(attrgetter("args"), calls)))
    read += [arg for op in calls if op.kwargs for _, arg in op.kwargs]
    ends = [block.terminator for block in all_blocks(fn.body)]
    read += [arg for node in (*found.controls, *ends) for arg in operands_of(node)]
    constants = [arg.value for arg in read if type(arg) is Const]
    types += [type_of_value(v) for v in constants if isinstance(v, (np.generic, np.ndarray))]
    return frozenset([t.dtype for t in types if isinstance(t, (ScalarType, ArrayType))])


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
