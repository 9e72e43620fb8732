"""The transforms that the harness judges, as one record: the real ones or a stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import s2sad
from s2sad.errors import UnsupportedError


@dataclass(frozen=True)
class Api:
    """`source(derivative, *args)` is the exported text of what `grad`, … returned, if there is
    any; `evaluate(f, *args)` runs the IR of `f`; `everything_stored` are the same transforms
    with no residual recomputed. `rounding` is how far two of their results may be apart."""

    grad: Callable
    value_and_grad: Callable
    jvp: Callable
    vjp: Callable
    unsupported: type[BaseException] = UnsupportedError
    source: Callable | None = None
    evaluate: Callable | None = None
    everything_stored: Api | None = None
    rounding: float = 1e-9


def exists() -> bool:
    return hasattr(s2sad, "value_and_grad")


def real_api() -> Api:
    """The transforms of s2sad itself."""
    return Api(
        s2sad.grad, s2sad.value_and_grad, s2sad.jvp, s2sad.vjp,
        source=lambda derivative, *args: derivative.source(*args),
    )  # fmt: skip
