"""NumPy's functions whose results may be views: of memory that a write reaches by another name."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

#: functions whose result is always a view of their first argument
VIEWS = frozenset({
    np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims, np.flip, np.fliplr,
    np.flipud, np.rot90, np.rollaxis, np.matrix_transpose, np.linalg.matrix_transpose,
})  # fmt: skip
#: functions whose result may share memory with their arguments, as NumPy decides at run time
MAYBE_VIEWS = frozenset({
    np.reshape, np.ravel, np.asarray, np.ascontiguousarray, np.asfortranarray, np.broadcast_to,
    np.broadcast_arrays, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.split, np.array_split,
    np.hsplit, np.vsplit, np.dsplit, np.diagonal, np.diag, np.real, np.imag, np.array,
    np.unstack, np.asarray_chkfinite, np.linalg.diagonal, sliding_window_view, *VIEWS,
})  # fmt: skip
#: those of them that give what must not be written
READONLY = frozenset({
    np.diagonal, np.linalg.diagonal, np.broadcast_to, np.broadcast_arrays, sliding_window_view,
})  # fmt: skip
#: functions that return their first argument itself where another one has this value
IDENTITIES = {np.diff: ("n", 0), np.linalg.matrix_power: ("n", 1)}
