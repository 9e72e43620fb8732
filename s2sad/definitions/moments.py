"""`scipy.stats`: what is composed of means and moments of samples.

Loaded when a program calls one of them.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special


def length(a, axis):
    return np.size(a) if axis is None else np.shape(a)[axis]


def sem(a, axis=0, ddof=1, nan_policy="propagate", *, keepdims=False):
    assert nan_policy == "propagate", "nan_policy other than 'propagate' has no rule"
    return np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / length(a, axis) ** 0.5


def zscore(a, axis=0, ddof=0, nan_policy="propagate"):
    assert nan_policy == "propagate", "nan_policy other than 'propagate' has no rule"
    centred = a - np.mean(a, axis=axis, keepdims=True)
    return centred / np.std(a, axis=axis, ddof=ddof, keepdims=True)


def central_moment(a, k, axis):
    centred = a - np.mean(a, axis=axis, keepdims=True)
    return np.mean(centred**k, axis=axis)


def skew(a, axis=0, bias=True, nan_policy="propagate"):
    assert bias and nan_policy == "propagate", "skew has a derivative with its defaults only"
    return central_moment(a, 3, axis) / central_moment(a, 2, axis) ** 1.5


def kurtosis(a, axis=0, fisher=True, bias=True, nan_policy="propagate"):
    assert bias and nan_policy == "propagate", "kurtosis has a derivative of the biased form only"
    found = central_moment(a, 4, axis) / central_moment(a, 2, axis) ** 2
    return found - 3.0 if fisher else found


def gmean(a, axis=0, dtype=None, weights=None, nan_policy="propagate"):
    assert nan_policy == "propagate", "nan_policy other than 'propagate' has no rule"
    return np.exp(np.average(np.log(a), axis=axis, weights=weights))


def hmean(a, axis=0, dtype=None, *, weights=None, nan_policy="propagate"):
    assert nan_policy == "propagate", "nan_policy other than 'propagate' has no rule"
    known = np.where(np.asarray(a) < 0, np.nan, a)  # it is of numbers that are not negative
    return 1.0 / np.average(1.0 / known, axis=axis, weights=weights)


def entropy(pk, qk=None, base=None, axis=0, nan_policy="propagate"):
    assert nan_policy == "propagate", "nan_policy other than 'propagate' has no rule"
    p = pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        found = np.sum(special.entr(p), axis=axis)
    else:
        q = qk / np.sum(qk, axis=axis, keepdims=True)
        found = np.sum(special.rel_entr(p, q), axis=axis)
    return found if base is None else found / math.log(base)
