"""The derivative of a determinant, which a singular matrix has too."""

from __future__ import annotations

import numpy as np


def cofactors(a, determinant):
    """`determinant * inv(a).T`; of a singular matrix the limit, by its singular values."""
    if np.all(determinant):
        scale = np.asarray(determinant)[..., None, None]
        return scale * np.swapaxes(np.linalg.inv(a), -1, -2)
    u, s, vh = np.linalg.svd(a)
    others = np.prod(np.where(np.eye(s.shape[-1]) == 1, 1, s[..., None, :]), axis=-1)
    sign = np.asarray(np.linalg.det(u) * np.linalg.det(vh))[..., None, None]
    return sign * (np.conjugate(u) * others[..., None, :]) @ np.conjugate(vh)
