"""What a program says about its own differentiation: constants, checkpoints, custom rules.

At run time these do next to nothing; the compiler sees them and acts.
"""

from __future__ import annotations

import functools
import sys
import types
from collections.abc import Callable

from .errors import Error
from .ir.prims import stop_gradient
from .rules.registry import USER

__all__ = [
    "Checkpoint", "CustomVjp", "checkpoint", "custom_vjp", "defjvp", "defvjp", "no_grad",
    "nondifferentiable", "stop_gradient",
]  # fmt: skip


class no_grad:  # noqa: N801 - a context manager, named as in the field
    """`with no_grad():` – what is computed inside is a constant of differentiation, and so are the
    entries of arrays that are written there."""

    s2sad_no_grad = True

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        return None


def require_callable(*functions) -> None:
    for f in functions:
        if not callable(f):
            raise Error(f"{f!r} is not callable", advice="pass a function")


class _Wrapper:
    """A function under another treatment: called, it is the function."""

    s2sad_rule = True  # its derivative is not that of `__call__`

    def __init__(self, f: Callable):
        require_callable(f)
        self.f = f
        functools.update_wrapper(self, f, updated=())

    def __call__(self, *args, **kwargs):
        return self.f(*args, **kwargs)

    def __get__(self, instance, owner=None):
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<s2sad {self.s2sad_name} of {getattr(self, '__qualname__', repr(self.f))}>"

    def __reduce_ex__(self, protocol):
        found = sys.modules.get(self.__module__)
        path = getattr(self, "__qualname__", "")  # a partial has none
        for name in path.split("."):
            found = getattr(found, name, None)
        return path if found is self else super().__reduce_ex__(protocol)


class Checkpoint(_Wrapper):
    """See `checkpoint`."""

    s2sad_name = "checkpoint"


class CustomVjp(_Wrapper):
    """See `custom_vjp`."""

    s2sad_name = "custom_vjp"

    def __init__(self, f: Callable):
        super().__init__(f)
        self.vjp_rule: Callable | None = None
        self.jvp_rule: Callable | None = None

    def defvjp(self, rule: Callable) -> Callable:
        """Set the reverse rule: `rule(ans, g, *args)` returns one cotangent per argument, None
        where there is no derivative."""
        require_callable(rule)
        self.vjp_rule = rule
        USER.changed()
        return rule

    def defjvp(self, rule: Callable) -> Callable:
        """Set the forward rule: `rule(ans, tangents, *args)` returns the tangent of the result."""
        require_callable(rule)
        self.jvp_rule = rule
        USER.changed()
        return rule


def checkpoint(f: Callable) -> Checkpoint:
    """As `f`, but its intermediate values are recomputed in the reverse sweep and not stored."""
    return Checkpoint(f)


def custom_vjp(f: Callable) -> CustomVjp:
    """A function whose derivative is given by rules (`defvjp`, `defjvp`) and not by its source.

    Differentiating it without a rule for the mode is an UnsupportedError.
    """
    return CustomVjp(f)


def defvjp(f: Callable, rule: Callable) -> None:
    """The reverse rule of somebody else's function: `rule(ans, g, *args)` returns one cotangent
    per argument (None: no derivative)."""
    require_callable(f, rule)
    USER.add(USER.vjps, rule, (f,))


def defjvp(f: Callable, rule: Callable) -> None:
    """The forward rule of somebody else's function: `rule(ans, tangents, *args)` returns the
    tangent of the result; `tangents` is a tuple."""
    require_callable(f, rule)
    USER.add(USER.jvps, rule, (f,))


def nondifferentiable(f: Callable) -> Callable:
    """The result of `f` has no derivative: it is a constant of differentiation. `f` itself is
    returned, so that this may be a decorator."""
    require_callable(f)
    USER.add_constant(f)
    return f
