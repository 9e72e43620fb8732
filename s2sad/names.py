"""Names that compiled code depends on: globals, captured variables, defaults, attributes.

A name is a `key` (its kind first) and the `holder` that it is read from. `reference` and `resolve`
turn it into data and back, so that code kept on disk finds in the next process what it was made
for.
"""

from __future__ import annotations

import builtins
import sys
import types

import numpy as np

from .backend.fingerprint import code_fingerprint
from .frozen import MISSING

LIBRARIES = ("numpy", "scipy", "math", "cmath", "operator", "builtins", "itertools", "functools")
CONSTANTS = (type(None), bool, int, float, complex, str, bytes)
UFUNCS = ("numpy", "scipy.special")


def read_name(key: tuple, holder):
    """The current value of a global, a captured variable, a default or an attribute; MISSING
    where there is none any more."""
    match key[0]:
        case "global":
            name = key[2]
            return holder[name] if name in holder else getattr(builtins, name, MISSING)
        case "cell":
            try:
                return holder.cell_contents
            except ValueError:  # it is empty
                return MISSING
        case "default":
            return default_of(holder, key[2])
        case "kwdefault":
            return (holder.__kwdefaults__ or {}).get(key[2], MISSING)
        case "attribute":
            return getattr(holder, key[2], MISSING)
        case "member":
            return member(holder, key[2])
        case "behind":
            return member(holder, key[3], key[2])
        case "code":
            return holder.__code__
        case "object":
            return holder
        case "result":
            function, values = holder
            try:
                return function(*values)
            except Exception:  # noqa: BLE001 - whatever an object of the user's raises
                return MISSING
    raise KeyError(key)


def names_with_defaults(f: types.FunctionType) -> tuple[str, ...]:
    """The positional parameters to which `f.__defaults__` belong."""
    count = f.__code__.co_argcount
    return f.__code__.co_varnames[count - len(f.__defaults__ or ()) : count]


def default_of(f: types.FunctionType, name: str):
    """The default of a parameter that may be given by position."""
    return dict(zip(names_with_defaults(f), f.__defaults__ or ())).get(name, MISSING)


def member(cls: type, name: str, behind: type | None = None):
    """What a class, or what follows `behind` in its order of bases, holds under a name, as it
    stands there: a property, a staticmethod, a function."""
    bases = cls.__mro__
    for base in bases[bases.index(behind) + 1 :] if behind else bases:
        if name in base.__dict__:
            return base.__dict__[name]
    return MISSING


def reference(key: tuple, holder, function: types.FunctionType) -> list | None:
    """The name as JSON data; None where another process could not find it."""
    match key[0]:
        case "global":
            module = holder.get("__name__")
            known = sys.modules.get(module)
            if holder is function.__globals__:
                return ["own", key[2]]
            if known is None or known.__dict__ is not holder:
                return None
            return ["global", module, key[2]]
        case "cell":
            for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
                if cell is holder:
                    return ["cell", name]
            return None
        case "member":
            where = class_reference(holder, function)
            return None if where is None else ["member", where, key[2]]
        case "behind":
            where, behind = (class_reference(cls, function) for cls in (holder, key[2]))
            return None if where is None or behind is None else ["behind", where, behind, key[3]]
        case "default" | "kwdefault" | "code":
            where = function_reference(holder, function)
            return None if where is None else [key[0], where, *key[2:]]
    return None


def function_reference(f, function: types.FunctionType) -> list | None:
    """Where a function is found: the target itself, or module and qualified name."""
    if f is function:
        return []
    where = [f.__module__, f.__qualname__]
    return where if find(where, function) is f else None


def class_reference(cls: type, function: types.FunctionType) -> list | None:
    where = [cls.__module__, cls.__qualname__]
    return where if find(where, function) is cls else None


def find(where: list, function: types.FunctionType):
    """The function or class of a module and a qualified name; the target itself for no name."""
    if not where:
        return function
    module, qualname = where
    own = function.__globals__
    if own.get("__name__") != module:
        return find_in(sys.modules.get(module), qualname)
    first, _, rest = qualname.partition(".")
    return find_in(own.get(first), rest)


def find_in(holder, path: str):
    """What dotted names lead to; None where there is nothing."""
    for name in path.split(".") if path else ():
        holder = getattr(holder, name, None)
    return holder


def global_name(name: str, scope: dict) -> tuple[tuple, object] | None:
    """(key, holder) of a name that a module has, or that is a builtin."""
    known = name in scope or hasattr(builtins, name)
    return (("global", id(scope), name), scope) if known else None


def resolve(data: list, function: types.FunctionType) -> tuple[tuple, object] | None:
    """(key, holder) of a reference in this process; None where it does not exist here."""
    match data:
        case ["own", name]:
            return global_name(name, function.__globals__)
        case ["global", module, name]:
            return global_name(name, getattr(sys.modules.get(module), "__dict__", {}))
        case ["cell", name]:
            cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
            return (("cell", id(cells[name]), name), cells[name]) if name in cells else None
        case ["behind", where, behind, name]:
            cls, first = find(where, function), find(behind, function)
            known = isinstance(cls, type) and first in cls.__mro__
            return (("behind", id(cls), first, name), cls) if known else None
        case [kind, where, *rest]:
            f = find(where, function)
            return None if f is None else ((kind, id(f), *rest), f)
    return None


def describe(value) -> str | None:
    """A text that is equal for values that give the same code; None where there is none."""
    if value is MISSING:
        return "missing"
    cls = type(value)
    if cls in CONSTANTS or isinstance(value, np.generic) and cls.__module__ == "numpy":
        return f"{cls.__name__} {value!r}"
    match value:
        case tuple():
            parts = [describe(v) for v in value]
            where = named(cls)
            return None if where is None or None in parts else f"{where} ({', '.join(parts)})"
        case types.ModuleType():
            return f"module {value.__name__}"
        case types.CodeType():
            return f"code {code_fingerprint(value).hex()}"
        case types.FunctionType():
            return f"function {value.__module__} {code_fingerprint(value.__code__).hex()}"
        case staticmethod() | classmethod():
            inner = describe(value.__func__)
            return None if inner is None else f"{cls.__name__} {inner}"
        case property():
            parts = [describe(f) for f in (value.fget, value.fset)]
            return None if None in parts else f"property {parts}"
    return named(value)


def named(value) -> str | None:
    """Where a function or class of a library is found; None for anything else."""
    if isinstance(value, np.ufunc):
        name = value.__name__
        found = (m for m in UFUNCS if getattr(sys.modules.get(m), name, None) is value)
        module = next(found, None)
        return module and f"ufunc {module}.{name}"
    place = placed(value)
    return place if place and place.split(".")[0] in LIBRARIES else None


def placed(value) -> str | None:
    """Module and qualified name of what is found there, whatever others say of themselves."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not (isinstance(module, str) and isinstance(name, str)):
        return None
    return f"{module}.{name}" if find_in(sys.modules.get(module), name) is value else None
