"""A derivative of a function: called like the function, compiled for each signature at first use.

The compiler is imported when something has to be compiled, and not before: a program that finds
its derivatives in the cache never loads it.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import keyword
import types
import weakref
from collections.abc import Callable, Sequence

import numpy as np

from . import registered, remembered
from .backend.load import load
from .errors import Error, UnsupportedError
from .frozen import Kept, frozen
from .guards import entry_of
from .loaded import Compiled, traced
from .names import read_name
from .registered import decoded, encoded
from .source import STAND_IN
from .structure import without_entries
from .table import Table
from .written import write_text


#: whose functions are called as they are: a default that is not passed is not ours to fill in
LIBRARIES = ("numpy", "scipy")

#: what comes behind the arguments of the function, by the mode of the derivative
BEHIND = {"hvp": "v", "jvp": "x_dot", "vjp": "y_bar"}


def compiler():
    """The pipeline, imported at the first compilation (`import s2sad` must stay light)."""
    return importlib.import_module("s2sad.compile")


class Target:
    """What is differentiated: a plain Python function, and arguments that are already bound.

    `leading` are bound positional arguments (`self`, those of a partial), `keywords` bound keyword
    arguments; `chain` are the transforms taken so far, innermost first, and `extras` the numbers
    of arguments (tangents, cotangents) that each has added, `extra` all of them. `reference` is
    what the user named, `taken` (key, holder, value) what was taken of it.
    """

    __slots__ = ("function", "leading", "keywords", "chain", "extras", "extra", "signature",
                 "signed", "reference", "taken")  # fmt: skip

    def __init__(
        self, function, leading=(), keywords=None, chain=(), extras=(), reference=None, taken=()
    ):
        self.function: types.FunctionType = function
        self.leading: tuple = leading
        self.keywords: dict = keywords or {}
        self.chain: tuple = chain
        self.extras: tuple = extras
        self.extra: int = sum(extras)
        self.signature: inspect.Signature | None = None
        self.signed: tuple = ()  # what the signature was made of
        self.reference = reference if reference is not None else function
        self.taken: tuple[tuple[tuple, object, Kept], ...] = taken

    def with_transform(self, transform, extra: int) -> "Target":
        return Target(self.function, self.leading, self.keywords, (*self.chain, transform),
                      (*self.extras, extra), self.reference, self.taken)  # fmt: skip

    def with_transforms(self, chain: tuple, extras: tuple) -> "Target":
        """The target under these transforms, of which it has the first ones already."""
        target = self
        for transform, extra in [*zip(chain, extras)][len(self.chain) :]:
            target = target.with_transform(transform, extra)
        return target

    def named_by(self, reference) -> "Target":
        """The same target, named so by the user."""
        return Target(self.function, self.leading, self.keywords, self.chain, self.extras,
                      reference, self.taken)  # fmt: skip

    def holds(self) -> bool:
        """True while what the user named is what it was: a partial can be given other keywords,
        the class of an object another `__call__`."""
        return all(kept.holds(read_name(key, holder)) for key, holder, kept in self.taken)

    def anew(self) -> "Target":
        """The target as it is now."""
        return target_of(self.reference).with_transforms(self.chain, self.extras)

    def bind(self, args: tuple, kwargs: dict) -> tuple:
        """One value for each parameter of the function, then the extra positional values
        (tangents, a cotangent)."""
        own = max(0, len(args) - self.extra)
        try:
            return (*self.bind_own(args[:own], kwargs), *encoded(args[own:]))
        except TypeError as error:
            mode = self.chain[-1].mode if self.chain else ""
            if not self.extra or mode not in BEHIND:
                raise
            last = "the last argument is" if self.extra == 1 else f"the last {self.extra} are"
            raise TypeError(f"{error}; {last} {BEHIND[mode]}, given by position") from None

    def bind_own(self, args: tuple, kwargs: dict) -> tuple:
        """One value for each parameter of the function, defaults filled in."""
        f = self.function
        signed = f.__code__, frozen((f.__defaults__, f.__kwdefaults__))
        signature = self.signature
        if signature is None or self.signed != signed:
            signature = self.signature = inspect.signature(f, follow_wrapped=False)
            self.signed = signed
        bound = signature.bind(*self.leading, *args, **{**self.keywords, **kwargs})
        bound.apply_defaults()
        return encoded(tuple(bound.arguments.values()))

    def argument(self, bound: tuple, which: int | str):
        """The argument at a position or of a name, of those that `bind` has given a place; None
        where there is none, which the compiler refuses."""
        parameters = self.signature.parameters.values()
        positional: list = []
        named: dict = {}
        for parameter, value in zip(parameters, bound):
            if parameter.kind == inspect.Parameter.VAR_POSITIONAL:
                positional.extend(value)
            elif parameter.kind < inspect.Parameter.VAR_POSITIONAL:
                positional.append(value)
            elif parameter.kind == inspect.Parameter.VAR_KEYWORD:
                named = {**value, **named}
            named[parameter.name] = value
        if isinstance(which, str):
            return named.get(which)
        positional.extend(bound[len(parameters) :])
        return positional[which] if -len(positional) <= which < len(positional) else None

    @property
    def simple(self) -> bool:
        """Positional arguments are all there is to bind."""
        code = self.function.__code__
        return not (self.keywords or code.co_kwonlyargcount) and not (
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
        library = from_library(f.__module__) or hasattr(f, "registry")  # singledispatch
        return Target(adapted(f), reference=f) if library else Target(f)
    if isinstance(f, functools.partial):
        return bound(target_of(f.func), f.args, f.keywords, f, [(("object", id(f)), f)])
    if isinstance(f, types.MethodType) and from_library(f.__func__.__module__):
        return Target(adapted(f), reference=f)
    if isinstance(f, types.MethodType):
        return bound(target_of(f.__func__), (f.__self__,), {}, f)
    if not callable(f):
        raise Error(f"{f!r} is not callable", advice="pass a function")
    call = getattr(type(f), "__call__", None)
    read = isinstance(call, types.FunctionType) and not isinstance(f, np.vectorize)
    if read and not hasattr(f, "s2sad_rule"):
        cls = type(f)
        names = [(("member", id(cls), "__call__"), cls), (("object", id(f)), f)]
        return Target(call, (f,), reference=f, taken=now(names))
    return Target(adapted(f), reference=f)


def from_library(module: str | None) -> bool:
    """True for a module whose functions have a meaning to the compiler beside their source."""
    return (module or "").split(".")[0] in LIBRARIES


def bound(
    inner: Target, args: tuple, keywords: dict, reference: Callable, names: Sequence[tuple] = ()
) -> Target:
    """A target with more arguments bound, which were taken of what these names hold."""
    return Target(inner.function, (*inner.leading, *args), {**inner.keywords, **keywords},
                  inner.chain, inner.extras, reference, (*inner.taken, *now(names)))  # fmt: skip


def now(names: Sequence[tuple]) -> tuple:
    """(key, holder, value) of names, given by key and holder."""
    return tuple((key, holder, Kept(read_name(key, holder))) for key, holder in names)


def adapted(f: Callable) -> types.FunctionType:
    """A function without Python source, or whose source is not its derivative, as one that calls
    it with the same arguments."""
    name = getattr(f, "__name__", "")
    name = name if name.isidentifier() and not keyword.iskeyword(name) else "call"
    parameters = parameters_of(f)
    callee = "f"
    while callee in (name, *parameters):
        callee += "_"
    text = f"def {name}({', '.join(parameters)}):\n    return {callee}({', '.join(parameters)})\n"
    made = load(text, name, f"{STAND_IN}{name}>", {callee: f})
    made.__wrapped__ = f
    return made


def parameters_of(f: Callable) -> list[str]:
    """How the parameters of a function are written, where it tells them."""
    if isinstance(f, np.ufunc):
        return ["x"] if f.nin == 1 else [f"x{k + 1}" for k in range(f.nin)]
    try:
        found = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return ["*args", "**kwargs"]
    required = [p.name for p in found if p.kind < 2 and p.default is p.empty]
    return required if len(required) == len(found) else [*required, "*args", "**kwargs"]


def _call_of(derivative: "Derivative", remake: Callable) -> Callable[[tuple, dict], object]:
    """`derivative.call`, without holding it: in a circle of references, all that it captures would
    live until the next collection. `remake` gives another, should it be gone."""
    reference = weakref.ref(derivative)
    return lambda args, kwargs: (reference() or remake()).call(args, kwargs)


class Derivative:
    """One derivative of one function: callable, inspectable, differentiable again.

    A call goes to `entry`, by which `__call__` is looked up: the way to the code of the latest
    call where that fits, else to `call`.
    """

    __slots__ = ("entry", "__dict__", "__weakref__")

    def __init__(self, target: Target, transform, extra: int = 0, doc: str = ""):
        self.target = target.with_transform(transform, extra)
        self.transform = transform
        self.table: Table[Compiled] = Table()
        self.latest: Compiled | None = None
        self.example: tuple = ()  # arguments like those of the latest call
        functools.update_wrapper(self, target.reference, updated=())
        self.__doc__ = doc or self.__doc__
        self.again = _call_of(self, functools.partial(type(self), target, transform, extra))
        self.entry = self.by_key = lambda *args, again=self.again, **kwargs: again(args, kwargs)

    def call(self, args: tuple, kwargs: dict):
        """The call where the latest code may not fit: by key, from the cache, or compiled anew."""
        self.renew()
        target = self.target
        count = target.function.__code__.co_argcount + target.extra
        if kwargs or not target.simple or len(target.leading) + len(args) != count:
            args = target.bind(args, kwargs)
        else:
            args = target.leading + args
        args = encoded(args)
        found = self.table.find(args)
        known = found is not None and found.holds()
        if not known:
            found = remembered.load(target, args) or compiler().compile_for(target, args)
            self.table.keep(args, found, found.facts)
        if found is not self.latest:
            self.latest, self.example = found, without_entries(args)
        result = traced(found, *args)
        instance = decoded(result)
        if instance is not result:  # it goes this way each time
            return instance
        if known:
            found.entry = found.entry or entry_of(found, target, args, self.again) or self.by_key
            self.entry = found.entry
        return result

    def renew(self) -> None:
        """Take what the user named as it is now, if it has been changed."""
        if not self.target.holds():
            self.target, self.table = self.target.anew(), Table()

    # --- inspection ---

    def source(self, *example_args, **example_kwargs) -> str:
        """The generated module as text.

        Example arguments are values or type strings ("f64[n,3]"), those of the function; a tangent
        or cotangent may follow where these are not any number. Without any: the annotations of the
        parameters, else the types of the latest call, else a float for each parameter.
        """
        self.renew()
        if not example_args and not example_kwargs and self.latest is not None:
            if not compiler().annotated(self.target):
                if self.latest.holds() and self.latest.is_as_told():
                    return self.latest.source
                return compiler().source_like(self.target, self.example)
        return compiler().source_for(self.target, example_args, example_kwargs)

    def export(self, path, *example_args, **example_kwargs) -> None:
        """Write the module to a file that runs without s2sad.

        Raises UnsupportedError where the code makes instances of a registered class that no
        argument has: what makes them is known to this process alone.
        """
        self.write(path, self.source(*example_args, **example_kwargs))

    def write(self, path, text: str) -> None:
        """Write what `source` gave to a file, but not over the source of a function."""
        if f"\nimport {registered.__name__}\n" in text:
            raise UnsupportedError(
                "the exported file would need s2sad: it makes instances of a registered class",
                advice="return a tuple or a dict",
            )
        code = self.target.function.__code__
        write_text(path, text, (code.co_filename, code.co_name))

    def __get__(self, instance, owner=None):
        return self if instance is None else functools.partial(self, instance)

    def __repr__(self) -> str:
        return f"<s2sad {self.transform.mode} of {self.target.function.__qualname__}>"

    def __reduce__(self):
        api = importlib.import_module("s2sad.api")
        return api.rebuild, (self.target.reference, self.target.chain, self.target.extras)


Derivative.__call__ = Derivative.entry  # the slot: each derivative has an entry of its own
