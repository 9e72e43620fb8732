"""`@differentiate`: a function that carries its derivatives as attributes.

A plain function is returned itself, with attributes set on it, so that a call costs what it did.
What cannot carry attributes, or has to be bound first (methods, partials, library functions),
comes back as a `Decorated`.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable

from . import api
from .chosen import derivative_class
from .control import checkpoint
from .derivative import Derivative, Target, target_of
from .errors import Error
from .inspecting import check_grads
from .transforms.request import Transform

#: the modes of the derivatives that are taken by argnums or argnames
BY_ARGNUMS = (
    "grad", "value_and_grad", "jacobian", "jacfwd", "jacrev", "hessian", "hvp", "elementwise_grad",
)  # fmt: skip
#: attribute -> what makes it of the function; some are called with more before they differentiate
OF_FUNCTION = {
    "multigrad_dict": api.multigrad_dict,
    "grad_named": lambda f: functools.partial(api.grad_named, f),
    "multigrad": lambda f: functools.partial(api.multigrad, f),
    "checkpoint": checkpoint,
    "check_grads": lambda f: functools.partial(check_grads, f),
}
#: those of BY_ARGNUMS that a function may return more to than its value
WITH_AUX = ("grad", "value_and_grad")
ATTRIBUTES = (*BY_ARGNUMS, "jvp", "vjp", *OF_FUNCTION)
METHODS = (types.FunctionType, classmethod)


class Attached:
    """jvp or vjp of one function: called without the function, inspected like a derivative."""

    def __init__(self, f: Callable, transform: Callable, derivative: Derivative):
        self.f, self.transform, self.derivative = f, transform, derivative
        functools.update_wrapper(self, f, updated=())

    @property
    def __signature__(self) -> inspect.Signature:
        first, *rest = inspect.signature(self.transform).parameters.values()
        return inspect.Signature(rest)

    def __call__(self, *args, **kwargs):
        return self.transform(self.f, *args, **kwargs)

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module; see `Derivative.source`."""
        return self.derivative.source(*example_args, **example_kwargs)

    def export(self, path, *example_args, **example_kwargs) -> None:
        """Write the generated module to a file; see `Derivative.export`."""
        self.derivative.export(path, *example_args, **example_kwargs)

    def __repr__(self) -> str:
        return repr(self.derivative)


def attached(f: Callable, mode: str) -> Attached:
    """jvp or vjp of a function with respect to all its arguments that are not bound already."""
    target = target_of(f)
    extra = 1 if mode == "vjp" else len(inspect.signature(target.function).parameters)
    argnums = None
    if target.leading:
        argnums = tuple(range(len(target.leading), target.function.__code__.co_argcount))
        extra = 1 if mode == "vjp" else len(argnums)
    derivative = Derivative(target, Transform(mode, argnums, mode == "jvp"), extra)
    return Attached(f, getattr(api, mode), derivative)


class Decorated:
    """A callable beside its derivatives, which are made when they are asked for.

    In a class it binds as what it stands for does: to an instance, to the class, or not at all.
    By way of the class, `argnums` count without `self` too.
    (From Python 3.13 on, `@classmethod` on top of `@differentiate` hides the class from it: write
    `@differentiate` on top.)
    """

    def __init__(self, f: Callable | classmethod, argnums, options: dict):
        self.f, self.argnums, self.options = f, argnums, options
        self.bound: Decorated | None = None  # the one that was bound last, with its compiled code
        self.unbound: Decorated | None = None  # by way of the class
        functools.update_wrapper(self, f, updated=())

    @property
    def s2sad_function(self) -> Callable | classmethod:
        """What the compiler calls in its place."""
        return self.f

    @property
    def __s2sad_target__(self) -> Target:
        found = target_of(self.f)
        if isinstance(self.f, types.MethodType):
            return found
        return found.named_by(self)  # which is what a pickle finds by name

    def __call__(self, *args, **kwargs):
        return self.f(*args, **kwargs)

    def __get__(self, instance, owner=None):
        if not isinstance(self.f, METHODS):
            return self
        if instance is None and callable(self.f):
            if self.unbound is None:
                named = self.options["argnames"] is not None
                argnums = self.argnums if named else behind_self(self.argnums)
                self.unbound = Decorated(self.f, argnums, self.options)
            return self.unbound
        method = self.f.__get__(instance, owner)
        bound = self.bound
        if bound is None or getattr(bound.f, "__self__", None) is not method.__self__:
            bound = self.bound = Decorated(method, self.argnums, self.options)
        return bound  # another thread may bind it to another instance meanwhile

    def __getattr__(self, name: str):
        f = self.f if isinstance(self.f, types.MethodType) else self
        made = derivative_attribute(f, name, self.argnums, self.options)
        self.__dict__[name] = made
        return made

    def __reduce__(self):
        if isinstance(self.f, types.MethodType):
            return getattr, (self.f.__self__, self.f.__name__)
        if isinstance(self.f, METHODS):
            return self.__qualname__
        return Decorated, (self.f, self.argnums, self.options)


def behind_self(argnums):
    """Positions that count without `self`, as positions among all arguments."""
    if isinstance(argnums, (tuple, list)):
        return tuple(map(behind_self, argnums))
    return argnums if argnums < 0 else argnums + 1


def derivative_attribute(f: Callable, name: str, argnums, options: dict):
    """The derivative of this name of a function."""
    if name in BY_ARGNUMS:
        has_aux = name in WITH_AUX and options.get("has_aux", False)
        return api.derivative_of(f, name, argnums, options.get("argnames"), has_aux)
    if name in ("jvp", "vjp"):
        return attached(f, name)
    if name in OF_FUNCTION:
        return OF_FUNCTION[name](f)
    raise AttributeError(name)


def differentiate(
    f: Callable | None = None, *, argnums=0, argnames=None, has_aux=False,
    backend: str | None = None,
):  # fmt: skip
    """Give a function its derivatives as attributes: `f.grad`, `f.value_and_grad`, `f.jvp`,
    `f.vjp`, `f.hvp`, `f.jacobian`, `f.hessian` and so on.

    The function itself is returned, unchanged in value, effects and speed. `argnums` is what the
    derivatives are taken with respect to; of a method they count without `self`. `argnames` and
    `has_aux` are those of `grad`. Use it plain or with arguments: `@differentiate(argnums=(0, 1))`.
    """
    api.require_backend(backend)
    options = {"argnames": argnames, "has_aux": has_aux}
    if f is None:
        return functools.partial(differentiate, argnums=argnums, backend=backend, **options)
    if not (callable(f) or isinstance(f, METHODS)):
        raise Error(f"{f!r} is not callable", advice="decorate a function")
    if isinstance(f, staticmethod):
        return staticmethod(
            differentiate(f.__func__, argnums=argnums, backend=backend, **options)
        )
    if not isinstance(f, types.FunctionType) or is_method(f):
        return Decorated(f, argnums, options)
    if any(name in f.__dict__ for name in ATTRIBUTES):
        f = twin(f)  # whoever decorated it first keeps what they asked for
    for name in ATTRIBUTES:
        setattr(f, name, derivative_attribute(f, name, argnums, options))
    return f


def is_method(f: types.FunctionType) -> bool:
    """True for a function in the body of a class."""
    parent = f.__qualname__.rpartition(".")[0]
    return bool(parent) and not parent.endswith("<locals>")


def twin(f: types.FunctionType) -> types.FunctionType:
    """The same function once more, without its derivatives."""
    made = types.FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
    made.__kwdefaults__ = f.__kwdefaults__
    functools.update_wrapper(made, f)
    del made.__wrapped__
    for name in ATTRIBUTES:
        made.__dict__.pop(name, None)
    return made


def _again(name: str) -> functools.cached_property:
    """One more derivative of a derivative, with respect to the same arguments."""

    def get(self: Derivative):
        t = self.transform
        if name not in BY_ARGNUMS or t.argnums is None:
            return derivative_attribute(self, name, 0, {})
        again = Transform(name, t.argnums, t.bare, names=t.names)
        return derivative_class(again)(self.target, again, len(t.argnums) if name == "hvp" else 0)

    found = functools.cached_property(get)
    found.__doc__ = f"The {name} of this derivative."
    found.__set_name__(Derivative, name)
    return found


for _name in ATTRIBUTES:
    setattr(Derivative, _name, _again(_name))
