"""The type of a call's result, from the types of its operands.

In: a callee as it stands in typed IR and its operands. Out: a Type, or an InferenceError where
the call would fail in NumPy or its result's type depends on run-time values. A table gives the rule
of a callee; functions without one (or calls that theirs does not cover) are run on samples.
Answers are remembered by callee and operand types. Surprising: an int to the power of an int is
taken as an int, and `max(0, x)` has the wider type of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ..ir.nodes import Function, Operand, Value
from ..ir.types import Axis, Dim, Type
from . import contraction, elementwise, indexing, parting, scalars, scipy_types, shaping
from .dims import Fresh, FreshDims, UniqueDims
from .failure import InferenceError
from .request import Describer, Leaf, Request, function_name, with_dims
from .sample import SHIFTS, by_sample

Rule = Callable[[Request], Type | None]

RULES: dict[Callable, Rule] = {
    np.linalg.lstsq: scipy_types.numpy_lstsq,
    **elementwise.RULES, **scalars.RULES, **shaping.RULES, **contraction.RULES, **indexing.RULES,
    **parting.RULES,
}  # fmt: skip

#: what is known of a result whose lengths fit no samples
UNSAMPLED: dict[Callable, Rule] = {np.insert: shaping.inserted, np.cross: shaping.crossed}

#: functions whose integer operands become lengths of the result
LENGTH_TAKERS = frozenset({
    np.zeros, np.ones, np.empty, np.full, np.arange, np.linspace, np.logspace, np.geomspace,
    np.eye, np.identity, np.tri, np.reshape, np.broadcast_to, np.tile, np.repeat, np.resize,
    np.indices, np.vander, np.bincount, np.full_like, np.zeros_like, np.ones_like, np.empty_like,
    np.hanning, np.hamming, np.blackman, np.bartlett, np.kaiser, np.pad,
})  # fmt: skip
#: whether a real matrix has real eigenvalues only its entries decide
VALUE_DEPENDENT = frozenset({np.linalg.eig, np.linalg.eigvals, np.roots})

_UNIQUE = UniqueDims()


def result_type(
    callee: Callable | Function,
    args: tuple[Operand, ...],
    kwargs: tuple[tuple[str, Operand], ...] = (),
    *,
    dim_of: Callable[[Value], Axis | None] | None = None,
    fresh: Fresh = _UNIQUE,
) -> Type:
    """The type of `callee(*args, **kwargs)`.

    `dim_of` gives the length that an integer Value holds, where it is one. `fresh` names lengths
    that only the run knows; one FreshDims for each compilation makes their names the same every
    time, and those of the same expression on the same Values equal.
    """
    describe = Describer(dim_of, fresh, _takes_lengths(callee))
    described = tuple(map(describe, args))
    named = tuple([(name, describe(value)) for name, value in kwargs])
    try:
        found, unknowns = _infer(callee, described, named)
    except TypeError as error:
        if "unhashable" not in str(error):
            raise
        found, unknowns = _infer.__wrapped__(callee, described, named)
    if not unknowns:
        return found
    keys = ((dim, _resolved(key, describe.leaves)) for key, dim in unknowns)
    names = {dim: _length_of_list(key, dim_of) or fresh(key) for dim, key in keys}

    def name(dim: Dim) -> Dim:
        if dim.not_one and Dim(dim.name) in names:
            return Dim(names[Dim(dim.name)].name, not_one=True)
        if dim in names or "\0" not in dim.name:
            return names.get(dim, dim)
        # made of placeholders, so what they stand for is what it is made of
        return Dim(fresh((dim.name, *names.values())).name, dim.not_one)

    return with_dims(found, name)


def _length_of_list(key: tuple, dim_of: Callable[[Value], Axis | None] | None) -> Dim | None:
    """The length that a list is known to have, where a placeholder stands for that."""
    match key:
        case ("length", Value() as items, 0) if dim_of is not None:
            known = dim_of(items)
            return known if isinstance(known, Dim) and not known.offset else None
    return None


def _resolved(key, leaves: list):
    """The key of a placeholder with the Values themselves in place of their positions."""
    if isinstance(key, Leaf):
        return leaves[key.position]
    if type(key) is tuple:
        return tuple(_resolved(part, leaves) for part in key)
    return key


@lru_cache(maxsize=16384)
def _infer(callee: Callable, args: tuple, kwargs: tuple) -> tuple[Type, tuple]:
    if isinstance(callee, Function):
        raise InferenceError(f"The type of a call of {callee.name} is that of its result.")
    request = Request(callee, args, kwargs)
    rule = _rule(callee)
    found = None if rule is None else rule(request)
    if found is None:
        if callee in VALUE_DEPENDENT:
            _check_complex(request)
        found = _sampled(request)
    return found, tuple(request.unknowns.items())


def _sampled(request: Request) -> Type:
    rule = UNSAMPLED.get(request.callee)
    if rule is None:
        return by_sample(request)
    try:
        return by_sample(request, SHIFTS[:1])
    except InferenceError:
        found = rule(request)
        if found is None:
            raise
        return found


def _rule(callee: Callable) -> Rule | None:
    rule = RULES.get(callee) or scipy_types.rule_of(callee)
    if rule is None and isinstance(callee, np.ufunc) and callee.signature is None:
        return elementwise.elementwise
    return rule


@lru_cache(maxsize=1024)
def _takes_lengths(callee: Callable) -> bool:
    if isinstance(callee, (np.ufunc, Function)):
        return False
    if callee in LENGTH_TAKERS:
        return True
    module = getattr(callee, "__module__", None) or ""
    return module.startswith(("numpy.fft", "scipy.fft"))


def _check_complex(request: Request) -> None:
    first = getattr(request.args[0], "type", None)
    if getattr(first, "dtype", "f")[0] != "c":
        raise InferenceError(
            f"Whether {function_name(request.callee)} returns real or complex numbers depends "
            "on values.",
            advice="convert its operand with .astype(complex)",
        )


__all__ = ["FreshDims", "InferenceError", "result_type"]
