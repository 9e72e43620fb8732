"""What a call does with memory: what it writes into, and whose memory its result may share.

A callee comes in, a `Sharing` goes out. A function that is in no table is taken to return any of
its operands. What surprises: `np.einsum` of one array, `np.linalg.matrix_power` and `np.diff` may
return a view of their argument or the argument itself, and some views cannot be written into.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from enum import Enum, auto

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..ir import paths, prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ArrayType, ListType, ScalarType, TupleType
from ..runtime import broadcast


class Sharing(Enum):
    FRESH = auto()
    #: operand 0 itself
    SAME = auto()
    #: memory of the `owner`, where the result is not a scalar
    FIRST = auto()
    #: as FIRST, and the result may be read-only or have several entries in one place
    FROZEN = auto()
    #: memory of any operand
    ANY = auto()
    #: operand 0 itself, which the call writes into
    IN_PLACE = auto()
    #: a new list or tuple of the items of the operands
    ITEMS = auto()
    #: an item of operand 0, or a part of it that the index decides
    ITEM = auto()


ARRAY_WRITES = (
    prims.write, prims.accumulate, prims.accumulate_at,
    operator.iadd, operator.isub, operator.imul, operator.itruediv,
)  # fmt: skip
LIST_WRITES = (prims.list_append, prims.list_drop_last, prims.list_write)
ROW_WRITES = (prims.row_write, prims.row_accumulate, prims.row_accumulate_at)
IN_PLACE: frozenset[Callable] = frozenset((*ARRAY_WRITES, *LIST_WRITES, *ROW_WRITES))

#: the operand that a write into a list puts in: from then on the list holds it
STORED = {prims.list_append: 1, prims.list_write: 2}



def written_depth(op: Call) -> int:
    """How many lists deep in operand 0 a write changes memory: `c[i][j] = v` changes a row of c."""
    if op.callee in ROW_WRITES:
        return len(paths.steps(op.args[1]))
    return len(paths.steps(op.args[1])) - 1 if op.callee is prims.list_write else 0


_FIRST = """
    reshape ravel transpose permute_dims matrix_transpose swapaxes moveaxis rollaxis squeeze
    expand_dims asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require
    split array_split hsplit vsplit dsplit unstack flip fliplr flipud rot90 real_if_close
    trim_zeros diff einsum round around nan_to_num array astype
"""
_FROZEN = "broadcast_to diagonal diag real imag"
_FRESH = """
    copy zeros zeros_like ones ones_like empty empty_like full full_like eye identity arange
    linspace logspace geomspace tri tril triu vander diagflat fromiter bartlett blackman hamming
    hanning kaiser indices
    sum prod mean std var max min amax amin ptp median average quantile percentile any all
    count_nonzero cumsum cumprod cumulative_sum cumulative_prod argmax argmin argsort sort
    partition argpartition lexsort searchsorted nansum nanprod nanmean nanstd nanvar nanmax nanmin
    nanmedian nancumsum nancumprod nanargmax nanargmin trace
    dot vdot inner outer matmul tensordot kron cross convolve correlate cov corrcoef interp
    trapezoid gradient ediff1d unwrap angle sinc i0 fix polyval polyfit polyadd polymul polyder
    polyint roots poly
    concatenate concat stack hstack vstack dstack column_stack row_stack block append insert
    delete tile repeat resize pad roll
    where select choose take take_along_axis compress extract clip nonzero flatnonzero argwhere
    unique bincount digitize isin isclose allclose array_equal isfinite isnan isinf isreal
    iscomplex iscomplexobj isrealobj isscalar shape ndim size tril_indices triu_indices
    diag_indices unravel_index ravel_multi_index
"""
_LINALG_FIRST = "matrix_power matrix_transpose"
_FRESH_MODULES = ("numpy.linalg", "numpy.fft", "math", "cmath", "scipy.special",
                  "s2sad.runtime.masks")  # fmt: skip
#: `overwrite_a` and its kin are dropped before
_FRESH_PACKAGES = ("scipy.linalg", "scipy.special", "scipy.stats", "scipy.signal",
                   "scipy.integrate", "scipy.fft", "s2sad.runtime.incomplete",
                   "s2sad.runtime.cofactors")  # fmt: skip
_GENERATORS = frozenset("""
    random normal standard_normal uniform integers choice permutation exponential gamma beta
    poisson binomial multivariate_normal standard_exponential standard_gamma lognormal laplace
    rand randn randint random_sample standard_t chisquare dirichlet
""".split())


def _functions(names: str, module=np) -> list[Callable]:
    return [f for f in (getattr(module, name, None) for name in names.split()) if f is not None]


def _table() -> dict[Callable, Sharing]:
    """The sharing of each callee that has one by name; the rest is decided by `sharing`."""
    table: dict[Callable, Sharing] = {}
    kinds = ((_FRESH, Sharing.FRESH), (_FIRST, Sharing.FIRST), (_FROZEN, Sharing.FROZEN))
    for names, kind in kinds:
        table.update(dict.fromkeys(_functions(names), kind))
    table.update(dict.fromkeys(_functions(_LINALG_FIRST, np.linalg), Sharing.FIRST))
    table.update(dict.fromkeys((np.linalg.diagonal, sliding_window_view), Sharing.FROZEN))
    table.update(dict.fromkeys(IN_PLACE, Sharing.IN_PLACE))
    table.update(dict.fromkeys((list, tuple, reversed, iter, sorted), Sharing.ITEMS))
    products = (prims.sparse_product, prims.sparse_product_transposed, prims.coo_product)
    table.update(dict.fromkeys(products, Sharing.FRESH))
    table.update(dict.fromkeys((abs, sum, range, len, prims.astype, prims.count), Sharing.FRESH))
    table[operator.getitem] = Sharing.ITEM
    for identity in (prims.stop_gradient, prims.retyped, broadcast.unbroadcast, broadcast.spread):
        table[identity] = Sharing.SAME
    return table


_TABLE = _table()
#: the types of what holds items, or may do so: some values have no type
_CONTAINERS = frozenset((TupleType, ListType, type(None)))
#: operators that are not in the table: of containers they make others of the same items
_OPERATORS = frozenset(
    f for f in vars(operator).values()
    if getattr(f, "__module__", "") == "_operator" and f not in _TABLE
)  # fmt: skip


def sharing(op: Call) -> Sharing:
    """Whose memory the result of a call of a Python callable may share."""
    kind = _TABLE.get(op.callee)
    if kind is None:
        if op.callee in _OPERATORS:
            return Sharing.ITEMS if _has_container(op.args) else Sharing.FRESH
        return _by_module(op.callee)
    if kind is Sharing.ITEM and any(map(_is_advanced, op.args[1:])):
        return Sharing.FRESH
    if op.callee is np.einsum and len(op.args) > 2:
        return Sharing.FRESH
    if op.callee is np.array and not op.kwargs and len(op.args) == 1:
        return Sharing.FRESH
    return kind


def owner(op: Call) -> Operand | None:
    """The operand whose memory a result of kind FIRST, FROZEN or ITEM shares.

    It is the first, but for `np.einsum`, whose subscripts come before the array.
    """
    place = 1 if op.callee is np.einsum else 0
    return op.args[place] if place < len(op.args) else None


def _by_module(callee: Callable) -> Sharing:
    if isinstance(callee, np.ufunc) or isinstance(getattr(callee, "__self__", None), np.ufunc):
        return Sharing.FRESH
    if isinstance(callee, prims.Method):
        return Sharing.FRESH if callee.name in _GENERATORS else Sharing.ANY
    module = getattr(callee, "__module__", "") or ""
    if module.startswith(_FRESH_PACKAGES):
        return Sharing.FRESH
    return Sharing.FRESH if module in _FRESH_MODULES else Sharing.ANY


def _has_container(operands: Iterable[Operand]) -> bool:
    for operand in operands:
        kind = type(operand)
        if kind is Pack or kind is Value and type(operand.type) in _CONTAINERS:
            return True
    return False


def _is_advanced(index: Operand) -> bool:
    """True for an index that certainly makes NumPy copy: an array, a list or a boolean."""
    match index:
        case Const(value=value):
            return isinstance(value, (bool, np.bool_, list)) or (
                isinstance(value, np.ndarray) and value.ndim > 0
            )
        case Pack(kind=kind, items=items):
            return kind is list or (kind is tuple and any(map(_is_advanced, items)))
        case Value(type=ArrayType() as found):
            return found.ndim > 0
        case Value(type=ScalarType(dtype=dtype)):
            return dtype == "bool"
        case Value(type=ListType()):
            return True
    return False
