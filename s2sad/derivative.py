"""A derivative of a function: called like the function, compiled for each signature at first use.

The compiler is imported when something has to be compiled, and not before: a program that finds
its derivatives in the cache never loads it.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import types
from collections.abc import Callable

from . import remembered
from .errors import Error
from .loaded import Compiled
from .names import read_name
from .signatures import guard_of
from .table import Table


def compiler():
    """The pipeline, imported at the first compilation (`import s2sad` must stay light)."""
    return importlib.import_module("s2sad.compile")


class Target:
    """What is differentiated: a plain Python function, and arguments that are already bound.

    `leading` are bound positional arguments (`self`, those of a partial), `keywords` bound keyword
    arguments; `chain` are the transforms taken so far, innermost first.
    """

    __slots__ = ("function", "leading", "keywords", "chain", "signature", "reference")

    def __init__(self, function, leading=(), keywords=None, chain=(), reference=None):
        self.function: types.FunctionType = function
        self.leading: tuple = leading
        self.keywords: dict = keywords or {}
        self.chain: tuple = chain
        self.signature: inspect.Signature | None = None
        self.reference = reference if reference is not None else function

    def with_transform(self, transform) -> "Target":
        return Target(self.function, self.leading, self.keywords, (*self.chain, transform),
                      self.reference)  # fmt: skip

    def bind(self, args: tuple, kwargs: dict, extra: int = 0) -> tuple:
        """One value for each parameter of the function, defaults filled in, then `extra` more
        positional values (tangents, a cotangent)."""
        own = args[: len(args) - extra] if extra else args
        if self.signature is None:
            self.signature = inspect.signature(self.function, follow_wrapped=False)
        bound = self.signature.bind(*self.leading, *own, **{**self.keywords, **kwargs})
        bound.apply_defaults()
        return (*bound.arguments.values(), *args[len(args) - extra :]) if extra else tuple(
            bound.arguments.values()
        )

    @property
    def simple(self) -> bool:
        """Positional arguments are all there is to bind."""
        code = self.function.__code__
        return not (self.leading or self.keywords or code.co_kwonlyargcount) and not (
            code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
        )


def target_of(f: Callable) -> Target:
    """The target behind a callable: functions, methods, partials, objects, library functions,
    and derivatives that were taken before."""
    if isinstance(f, Derivative):
        return f.target
    original = getattr(f, "__s2sad_target__", None)
    if isinstance(original, Target):
        return original
    if isinstance(f, types.FunctionType):
        return Target(f)
    if isinstance(f, functools.partial):
        inner = target_of(f.func)
        return Target(inner.function, (*inner.leading, *f.args), {**inner.keywords, **f.keywords},
                      inner.chain, f)  # fmt: skip
    if isinstance(f, types.MethodType):
        return Target(f.__func__, (f.__self__,), reference=f)
    if not callable(f):
        raise Error(f"{f!r} is not callable", advice="pass a function")
    call = getattr(type(f), "__call__", None)
    if isinstance(call, types.FunctionType):
        return Target(call, (f,), reference=f)
    return Target(adapted(f), reference=f)


def adapted(f: Callable) -> types.FunctionType:
    """A library function as a Python function that calls it."""

    def call(*args, **kwargs):
        return f(*args, **kwargs)

    call.__name__ = call.__qualname__ = getattr(f, "__name__", "call")
    return call


class Derivative:
    """One derivative of one function: callable, inspectable, differentiable again."""

    def __init__(self, target: Target, transform, extra: int = 0, doc: str = ""):
        self.target = target.with_transform(transform)
        self.transform = transform
        self.extra = extra
        self.table: Table[Compiled] = Table()
        self.latest: Compiled | None = None
        self.matches: Callable | None = None  # do arguments fit the latest code?
        self.simple = self.target.simple
        self.count = target.function.__code__.co_argcount + extra
        functools.update_wrapper(self, target.reference, updated=())
        self.__doc__ = doc or self.__doc__

    def __call__(self, *args, **kwargs):
        matches = self.matches
        if matches is None or kwargs or len(args) != self.count or not matches(args):
            return self.call(args, kwargs)
        try:
            return self.latest.call(*args)
        except Exception as error:
            self.latest.explain(error)
            raise

    def call(self, args: tuple, kwargs: dict):
        """The call where the latest code may not fit: by key, from the cache, or compiled anew."""
        if kwargs or not self.simple or len(args) != self.count:
            args = self.target.bind(args, kwargs, self.extra)
        found = self.table.find(args)
        if found is None or not found.holds():
            found = self.remembered(args) or compiler().compile_for(self.target, args)
            self.table.keep(args, found, found.facts)
        self.latest = found
        unchecked = not (found.guards or found.types or found.facts)
        self.matches = guard_of(args) if unchecked and self.simple else None
        try:
            return found.call(*args)
        except Exception as error:
            found.explain(error)
            raise

    def remembered(self, args: tuple) -> Compiled | None:
        """The code from the disk cache, where it holds here."""
        entry = remembered.load(self.target, args)
        if entry is None:
            return None
        source, manifest, names, hidden = entry
        reads = [(key, holder, read_name(key, holder)) for key, holder in names]
        lines = {int(k): tuple(v) for k, v in manifest["lines"].items()}
        facts = [(kind, tuple(path)) for kind, path in manifest["facts"]]
        return Compiled(source, manifest["name"], lines, reads, hidden, manifest["kinds"], facts)

    # --- inspection ---

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module as text.

        Example arguments are values or type strings ("f64[n,3]"). Without any: the annotations of
        the parameters, else the types of the latest call, else a float for each parameter.
        """
        if not example_args and not example_kwargs and self.latest is not None:
            if not compiler().annotated(self.target):
                return self.latest.source
        return compiler().source_for(self.target, example_args, example_kwargs, self.extra)

    def export(self, path, *example_args, **example_kwargs) -> None:
        """Write the module to a file that runs without s2sad."""
        text = self.source(*example_args, **example_kwargs)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)

    def __get__(self, instance, owner=None):
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        return f"<s2sad {self.transform.mode} of {self.target.function.__qualname__}>"

    def __reduce__(self):
        api = importlib.import_module("s2sad.api")
        return api.rebuild, (self.target.reference, self.target.chain, self.extra)


