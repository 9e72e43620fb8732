"""Which callable has which rule.

In: rules, which are Python functions under the decorators `jvp`, `vjp` and `elementwise`. Out:
`jvp_rule`, `vjp_rule` and `is_nondifferentiable` for a callee of the IR.

    vjp rule  (output, output cotangent, *parameters) -> cotangents of the leading parameters
    jvp rule  (output, *tangents, *parameters)        -> tangent of the output

A vjp rule returns a tuple with one entry for each leading parameter, or the bare cotangent of the
first one. A jvp rule names its tangents after their parameters, `x_dot` of `x`, and is linear in
them. `None`, from either and at any place of the structure, is a derivative that is zero. Where a
parameter or the output is a list or tuple of arrays, so is its tangent and its cotangent; the
tangents of `*operands` are one tuple `operands_dot`.

A rule does not support what it leaves out: a parameter of the callee that is not among its own, a
parameter without tangent or cotangent where it is active, an output that is not in `outputs`.

`NotImplemented` in the place of a cotangent is a derivative that nobody has written down.

Registering a callee again replaces its rule, so a user's rule wins over ours.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A rule and the callables that it was registered for.

    `outputs` are the positions of a tuple result whose derivative the rule knows; None is all.
    `partial`: the cotangents of results that are not used arrive as None, not as zeros.
    """

    function: Callable[..., Any]
    callees: tuple[Callable[..., Any], ...]
    outputs: tuple[int, ...] | None = None
    partial: bool = False


class _ById:
    """The key of a callable that cannot be hashed: equal to itself only, and keeps it alive."""

    def __init__(self, callee: Callable[..., Any]):
        self.callee = callee

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.callee is self.callee

    def __hash__(self) -> int:
        return id(self.callee)


def _key(callee: Callable[..., Any]):
    return callee if type(callee).__hash__ is not None else _ById(callee)


#: rules for libraries that we do not depend on, by the library: modules beside this one
OPTIONAL = {
    "scipy.special": ("scipy_special", "scipy_gamma", "scipy_bessel", "scipy_functions"),
    "scipy.linalg": ("scipy_linalg", "scipy_matrices", "scipy_eigen", "scipy_banded"),
    "scipy.stats": ("scipy_stats", "scipy_discrete", "scipy_vectors"),
    "scipy.signal": ("scipy_signal",),
    "scipy.fft": ("scipy_fourier",),
    "scipy.integrate": ("scipy_integrate", "scipy_quadrature", "scipy_flows"),
    "scipy.optimize": ("scipy_roots",),
    "scipy.spatial": ("scipy_distance",),
}


@dataclass
class Registry:
    """Rules by callee; `waiting` are the optional families that are not loaded yet. `version`
    counts the changes: code that was generated before one may have been made by another rule."""

    jvps: dict[Any, Rule] = field(default_factory=dict)
    vjps: dict[Any, Rule] = field(default_factory=dict)
    constants: set[Any] = field(default_factory=set)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(OPTIONAL))
    version: int = 0

    def changed(self) -> None:
        """Note that a rule was added or replaced."""
        self.version += 1

    def load_optional(self) -> None:
        """Load the rules of those libraries that the program has imported: only then can it call
        them, and importing them ourselves would cost every user 100 ms."""
        if self.waiting.keys().isdisjoint(sys.modules.keys()):
            return
        for library in [name for name in self.waiting if name in sys.modules]:
            for name in self.waiting.pop(library):
                importlib.import_module(f"{__package__}.{name}")

    def add(
        self, table, function: Callable[..., Any], callees: tuple, outputs=None, partial=False
    ) -> None:
        rule = Rule(function, callees, outputs, partial)
        for key in map(_key, callees):
            table[key] = rule
            self.constants.discard(key)
        self.changed()

    def add_constant(self, callee: Callable[..., Any]) -> None:
        key = _key(callee)
        self.jvps.pop(key, None)
        self.vjps.pop(key, None)
        self.constants.add(key)
        self.changed()


#: the rules of s2sad
REGISTRY = Registry()
#: the user's own, which win; their jvp rules take all tangents as one tuple
USER = Registry()


def jvp(*callees: Callable[..., Any], outputs: tuple[int, ...] | None = None):
    """Decorate the forward rule of `callees`."""

    def register(function):
        REGISTRY.add(REGISTRY.jvps, function, callees, outputs)
        return function

    return register


def vjp(
    *callees: Callable[..., Any], outputs: tuple[int, ...] | None = None, partial: bool = False
):
    """Decorate the reverse rule of `callees`."""

    def register(function):
        REGISTRY.add(REGISTRY.vjps, function, callees, outputs, partial)
        return function

    return register


def elementwise(*callees: Callable[..., Any]):
    """Decorate the rule of functions of one argument that act on each entry alone.

    Their Jacobian is diagonal and hence its own transpose: `rule(y, x_dot, x)` is the jvp and, with
    the cotangent of the output as second argument, the vjp.
    """

    def register(function):
        return jvp(*callees)(vjp(*callees)(function))

    return register


def nondifferentiable(*callees: Callable[..., Any]) -> None:
    """The results of `callees` are constants of differentiation."""
    for callee in callees:
        REGISTRY.add_constant(callee)


def _find(mode: str, callee: Callable[..., Any]) -> Rule | None:
    key = _key(callee)
    if key in USER.constants:
        return None
    found = getattr(USER, mode).get(key) or getattr(REGISTRY, mode).get(key)
    if found is None:  # the optional families have rules for callees of their own
        REGISTRY.load_optional()
        found = getattr(REGISTRY, mode).get(key)
    return found


def jvp_rule(callee: Callable[..., Any]) -> Rule | None:
    """The forward rule of a callable, or None."""
    return _find("jvps", callee)


def vjp_rule(callee: Callable[..., Any]) -> Rule | None:
    """The reverse rule of a callable, or None."""
    return _find("vjps", callee)


def takes_tuple(callee: Callable[..., Any]) -> bool:
    """True where the forward rule of a callable is the user's: it takes one tuple of tangents."""
    return _key(callee) in USER.jvps


def is_nondifferentiable(callee: Callable[..., Any]) -> bool:
    """True where the results of a callable are declared constants of differentiation."""
    key = _key(callee)
    if key in USER.jvps or key in USER.vjps:
        return False
    if key in USER.constants:
        return True
    if key not in REGISTRY.vjps:
        REGISTRY.load_optional()
    return key in REGISTRY.constants


def registered_by_user() -> list[tuple[str, Callable[..., Any], Callable[..., Any] | None]]:
    """(kind, callable, its rule) of all that the user registered, in that order for each kind."""
    rules = [("jvp", USER.jvps), ("vjp", USER.vjps)]
    told = [(kind, key, rule.function) for kind, table in rules for key, rule in table.items()]
    told += [("constant", key, None) for key in USER.constants]
    return [(kind, key.callee if isinstance(key, _ById) else key, function)
            for kind, key, function in told]  # fmt: skip
