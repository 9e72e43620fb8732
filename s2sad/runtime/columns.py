"""The derivative of the columns of a matrix that are decided, where the rest could be any.

A full singular value decomposition of a rectangle has more vectors than singular values."""

from __future__ import annotations

import numpy as np


def widened(part, whole):
    """`part` as a tangent of `whole`, whose other columns have none."""
    if part.shape == whole.shape:
        return part
    return np.concatenate((part, np.full_like(whole[..., part.shape[-1] :], np.nan)), axis=-1)


def narrowed(whole, like):
    """As many columns of a cotangent as `like` has; nothing may come from the others."""
    count = like.shape[-1]
    if np.any(whole[..., count:]):
        raise ValueError("singular vectors without a singular value: use full_matrices=False")
    return whole[..., :count]
