"""The clean-up that follows every transform: simplify, drop what is unused, improve the loops."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from ..ir.nodes import Function
from ..ir.verifier import verify
from . import (
    accumulators, bound, collect, common_constants, common_signs, conditional_sums, dce, displays,
    divided, fusion, joint, loops, masked_sums, onward, opposites, said_anyway, shares, simplify,
    sunk, tapes,
)  # fmt: skip
from .settled import Settled

Observer = Callable[[str, Function], None]


def silent(stage: str, fn: Function) -> None:
    """No observer."""


def clean(
    fn: Function, observe: Observer = silent, settled: Settled | None = None
) -> Function:
    """Drop reads of what is bound, fuse loops, choose how masks are written and simplify, and again
    where loops have let something go: a carry that is gone leaves sums with zero and products with
    one. Then tapes let go what nobody reads, what is left of sums is collected, and what one branch
    reads, or alone adds to, is computed there. `settled`: of an earlier clean-up, where a transform
    has kept most operations since, and for a later one."""
    settled = settled or Settled()

    def tidied(fn: Function) -> Function:
        return _stage(_stage(fn, simplify, observe, settled), dce, observe)

    fn = tidied(_stages(fn, (bound, said_anyway, fusion, shares, masked_sums), observe))
    while True:
        before = fn
        fn = _stages(fn, (loops, displays), observe)
        if fn is before:
            break
        fn = tidied(fn)
    common = (opposites, common_constants, common_signs)
    for stages in (
        (divided,), (accumulators,), (onward,), (joint,), (tapes,), (collect,), common, (sunk,),
        (conditional_sums,),
    ):  # fmt: skip
        before = fn
        fn = _stages(fn, stages, observe)
        if fn is not before:
            fn = tidied(fn)
    return fn


def _stages(fn: Function, stages: tuple, observe: Observer) -> Function:
    for stage in stages:
        fn = _stage(fn, stage, observe)
    return fn


def _stage(fn: Function, stage: ModuleType, observe: Observer, *more: Settled) -> Function:
    new = stage.run(fn, *more)
    return fn if new is fn else verified(new, stage.__name__, observe)


def verified(fn: Function, stage: str, observe: Observer) -> Function:
    verify(fn, typed=True)
    observe(stage.rpartition(".")[2], fn)
    return fn
