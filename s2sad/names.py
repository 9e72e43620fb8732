"""Names that compiled code depends on: globals, captured variables, defaults, attributes.

A name is a `key` (its kind first) and the `holder` that it is read from. `reference` and `resolve`
turn it into data and back, so that code kept on disk finds in the next process what it was made
for.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Iterator

from .backend.fingerprint import code_fingerprint
from .frozen import MISSING

#: modules that nobody changes while a program runs
LIBRARIES = ("numpy", "scipy", "math", "cmath", "operator", "builtins", "itertools", "functools")


def read_name(key: tuple, holder):
    """The current value of a global, a captured variable, a default or an attribute; MISSING
    where there is none any more."""
    match key[0]:
        case "global":
            name = key[2]
            return holder[name] if name in holder else getattr(builtins, name, MISSING)
        case "cell":
            return holder.cell_contents
        case "default":
            return holder.__defaults__[key[2]]
        case "kwdefault":
            return holder.__kwdefaults__[key[2]]
        case "attribute" | "class":
            return getattr(holder, key[2], MISSING)
        case "member":
            return member(holder, key[2])
        case "code":
            return holder.__code__
        case "object":
            return holder
    raise KeyError(key)


def member(cls: type, name: str, behind: type | None = None):
    """What a class, or what follows `behind` in its order of bases, holds under a name, as it
    stands there: a property, a staticmethod, a function."""
    bases = cls.__mro__
    for base in bases[bases.index(behind) + 1 :] if behind else bases:
        if name in base.__dict__:
            return base.__dict__[name]
    return MISSING


def names_with_defaults(f: types.FunctionType) -> tuple[str, ...]:
    """The positional parameters to which `f.__defaults__` belong."""
    count = f.__code__.co_argcount
    return f.__code__.co_varnames[count - len(f.__defaults__ or ()) : count]


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
        case "class" | "member":
            where = [holder.__module__, holder.__qualname__]
            return [key[0], where, key[2]] if find(where, function) is holder else None
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


def find(where: list, function: types.FunctionType):
    """The function or class of a module and a qualified name; the target itself for no name."""
    if not where:
        return function
    module, qualname = where
    own = function.__globals__
    scope = own if own.get("__name__") == module else getattr(
        sys.modules.get(module), "__dict__", {}
    )
    first, *rest = qualname.split(".")
    found = scope.get(first)
    for name in rest:
        found = getattr(found, name, None)
    return found


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
        case [kind, where, *rest]:
            f = find(where, function)
            return None if f is None else ((kind, id(f), *rest), f)
    return None


def describe(value) -> str | None:
    """A text that is equal for values that give the same code; None where there is none."""
    if value is MISSING:
        return "missing"
    match value:
        case None | bool() | int() | float() | complex() | str() | bytes():
            return f"{type(value).__name__} {value!r}"
        case tuple():
            parts = [describe(v) for v in value]
            return None if None in parts else f"({', '.join(parts)})"
        case types.ModuleType():
            return f"module {value.__name__}"
        case types.CodeType():
            return f"code {code_fingerprint(value).hex()}"
        case types.FunctionType():
            return f"function {code_fingerprint(value.__code__).hex()}"
        case staticmethod() | classmethod():
            inner = describe(value.__func__)
            return None if inner is None else f"{type(value).__name__} {inner}"
        case property():
            parts = [describe(f) for f in (value.fget, value.fset)]
            return None if None in parts else f"property {parts}"
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    library = (module or "").split(".")[0] in ("numpy", "math", "scipy", "builtins", "operator")
    if type(value).__name__ == "ufunc":
        return f"ufunc {value.__name__}"
    return f"{module}.{name}" if library and name else None


def is_library(value) -> bool:
    """True for modules, functions and classes of the numerical libraries."""
    own = "__name__" if isinstance(value, types.ModuleType) else "__module__"
    module = getattr(value, own, None)
    return (module or "").split(".")[0] in LIBRARIES


# --- what a function may read, whatever it does ---


def dependencies(function, seen: set[int] | None = None) -> Iterator[tuple[tuple, object, object]]:
    """(key, holder, value) of every name that a Python function, or one that it may call, can
    read: more than it does read, since only names are looked at."""
    seen = set() if seen is None else seen
    if not isinstance(function, types.FunctionType) or id(function) in seen:
        return
    seen.add(id(function))
    yield ("code", id(function)), function, function.__code__
    names = set(names_in(function.__code__))
    scope = function.__globals__
    found = [(("global", id(scope), n), scope, scope[n]) for n in sorted(names) if n in scope]
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        found.append((("cell", id(cell), name), cell, cell.cell_contents))
    values = function.__defaults__ or ()
    for k, (name, value) in enumerate(zip(names_with_defaults(function), values)):
        found.append((("default", id(function), k, name), function, value))
    for name, value in (function.__kwdefaults__ or {}).items():
        found.append((("kwdefault", id(function), name), function, value))
    for key, holder, value in found:
        yield key, holder, value
        yield from _of_value(value, names, seen)


def _of_value(value, names: set[str], seen: set[int]) -> Iterator[tuple[tuple, object, object]]:
    """What is read through a value: of a function what it reads, of a module or an object the
    attributes of these names."""
    if isinstance(value, types.FunctionType):
        yield from dependencies(value, seen)
    elif isinstance(value, types.ModuleType) and not is_library(value):
        for name in sorted(names & set(vars(value))):
            yield ("global", id(vars(value)), name), vars(value), getattr(value, name)
            yield from _of_value(getattr(value, name), set(), seen)
    elif hasattr(value, "__dict__") and not is_library(value):
        for name in sorted((names | {"vjp_rule", "jvp_rule", "f"}) & set(vars(value))):
            yield ("attribute", id(value), name), value, getattr(value, name)
            yield from _of_value(getattr(value, name), set(), seen)


def names_in(code: types.CodeType) -> Iterator[str]:
    """The names that code reads, as globals or attributes."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)
