"""`check_grads`: hold the derivatives that s2sad generates against numerical ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from .agreement import MODES, check_derivatives
from .api import jvp, vjp
from .errors import Error, UnsupportedError


def check_grads(
    f: Callable,
    args: tuple,
    order: int = 2,
    modes: tuple[str, ...] = MODES,
    atol: float | None = None,
    rtol: float | None = None,
) -> None:
    """Raise `GradientCheckError` where a derivative of `f` at `args` is wrong.

    Every derivative up to `order` is compared, in every combination of the modes: `"fwd"` (jvp)
    and `"rev"` (vjp). The error names the argument, the entry and both values. Where no tolerance
    is given it follows from the precision of the numbers involved. Where a mode is refused, as for
    a function without a rule for it, the other one is compared before that is said.
    """
    if not isinstance(args, (tuple, list)):
        raise Error("args must be a tuple", advice="write check_grads(f, (x,))")
    modes = (modes,) if isinstance(modes, str) else tuple(modes)
    try:
        check_derivatives(f, tuple(args), jvp, vjp, order, modes, atol, rtol)
        return
    except UnsupportedError as error:
        refused = error
    for mode in modes if len(modes) > 1 else ():
        with suppress(UnsupportedError):
            check_derivatives(f, tuple(args), jvp, vjp, order, (mode,), atol, rtol)
    raise refused
