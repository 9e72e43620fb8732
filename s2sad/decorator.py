"""`@differentiate`: a function that carries its derivatives as attributes."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable

from . import api
from .derivative import Derivative, target_of

#: attribute -> transform, for those that take (f, argnums)
BY_ARGNUMS = {
    "grad": api.grad, "value_and_grad": api.value_and_grad, "jacobian": api.jacobian,
    "jacfwd": api.jacfwd, "jacrev": api.jacrev, "hessian": api.hessian, "hvp": api.hvp,
    "elementwise_grad": api.elementwise_grad,
}  # fmt: skip


class Attached:
    """jvp or vjp of one function: called without the function, inspected like a derivative."""

    def __init__(self, f: Callable, transform: Callable, derivative: Derivative):
        self.f, self.transform, self.derivative = f, transform, derivative

    def __call__(self, *args, **kwargs):
        return self.transform(self.f, *args, **kwargs)

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module; see `Derivative.source`."""
        return self.derivative.source(*example_args, **example_kwargs)

    def export(self, path, *example_args, **example_kwargs) -> None:
        """Write the generated module to a file; see `Derivative.export`."""
        self.derivative.export(path, *example_args, **example_kwargs)


def attached(f: Callable, mode: str, argnums) -> Attached:
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    make = api.jvp_of if mode == "jvp" else api.vjp_of
    return Attached(f, getattr(api, mode), make(f, numbers))


class Method:
    """A decorated method: bound to its instance, and so are its derivatives."""

    def __init__(self, f: types.FunctionType, argnums):
        self.f, self.argnums = f, argnums
        functools.update_wrapper(self, f, updated=())

    def __call__(self, *args, **kwargs):
        return self.f(*args, **kwargs)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return Bound(self.f.__get__(instance, owner), self.argnums)


class Bound:
    """A bound method with its derivatives as attributes, made when they are asked for."""

    def __init__(self, method: types.MethodType, argnums):
        self.method, self.argnums = method, argnums
        functools.update_wrapper(self, method, updated=())

    def __call__(self, *args, **kwargs):
        return self.method(*args, **kwargs)

    def __getattr__(self, name: str):
        return derivative_attribute(self.method, name, self.argnums)


def derivative_attribute(f: Callable, name: str, argnums):
    """The derivative of this name of a function."""
    if name in BY_ARGNUMS:
        return BY_ARGNUMS[name](f, argnums)
    if name in ("jvp", "vjp"):
        return attached(f, name, argnums)
    raise AttributeError(name)


def differentiate(f: Callable | None = None, *, argnums=0, backend: str | None = None):
    """Give a function its derivatives as attributes: `f.grad`, `f.value_and_grad`, `f.jvp`,
    `f.vjp`, `f.hvp`, `f.jacobian`, `f.hessian` and so on.

    The function itself is returned, unchanged in value, effects and speed. `argnums` is what the
    derivatives are taken with respect to. Use it plain or with arguments:
    `@differentiate(argnums=(0, 1))`.
    """
    api.require_backend(backend)
    if f is None:
        return functools.partial(differentiate, argnums=argnums, backend=backend)
    if not isinstance(f, types.FunctionType):
        return Bound(f, argnums) if callable(f) else target_of(f)
    parent = f.__qualname__.rpartition(".")[0]
    if parent and not parent.endswith("<locals>"):
        return Method(f, argnums)
    for name in (*BY_ARGNUMS, "jvp", "vjp"):
        setattr(f, name, derivative_attribute(f, name, argnums))
    return f


def _again(name: str) -> property:
    """One more derivative of a derivative, with respect to the same arguments."""

    def get(self: Derivative):
        argnums = self.transform.argnums
        return derivative_attribute(self, name, argnums[0] if self.transform.bare else argnums)

    return property(get, doc=f"The {name} of this derivative.")


for _name in (*BY_ARGNUMS, "jvp", "vjp"):
    setattr(Derivative, _name, _again(_name))
