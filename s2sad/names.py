"""Names that compiled code depends on: globals, captured variables, defaults, attributes.

A name is a `key` (its kind first) and the `holder` that it is read from. `reference` and `resolve`
turn it into data and back, so that code kept on disk finds in the next process what it was made
for.
"""

from __future__ import annotations

import sys
import types

from .backend.fingerprint import code_fingerprint


def read_name(key: tuple, holder):
    """The current value of a global, a captured variable, a default or an attribute."""
    match key[0]:
        case "global":
            return holder[key[2]]
        case "cell":
            return holder.cell_contents
        case "default":
            return holder.__defaults__[key[2]]
        case "kwdefault":
            return holder.__kwdefaults__[key[2]]
        case "attribute" | "class":
            return getattr(holder, key[2])
        case "code":
            return holder.__code__
        case "object":
            return holder
    raise KeyError(key)


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
        case "default" | "kwdefault" | "code":
            where = function_reference(holder, function)
            return None if where is None else [key[0], where, *key[2:]]
    return None


def function_reference(f, function: types.FunctionType) -> list | None:
    """Where a function is found: the target itself, or module and qualified name."""
    if f is function:
        return []
    found = find_function([f.__module__, f.__qualname__], function)
    return [f.__module__, f.__qualname__] if found is f else None


def find_function(where: list, function: types.FunctionType):
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


def resolve(data: list, function: types.FunctionType) -> tuple[tuple, object] | None:
    """(key, holder) of a reference in this process; None where it does not exist here."""
    match data:
        case ["own", name]:
            holder = function.__globals__
            return (("global", id(holder), name), holder) if name in holder else None
        case ["global", module, name]:
            holder = getattr(sys.modules.get(module), "__dict__", {})
            return (("global", id(holder), name), holder) if name in holder else None
        case ["cell", name]:
            cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
            return (("cell", id(cells[name]), name), cells[name]) if name in cells else None
        case [kind, where, *rest]:
            f = find_function(where, function)
            return None if f is None else ((kind, id(f), *rest), f)
    return None


def describe(value) -> str | None:
    """A text that is equal for values that give the same code; None where there is none."""
    match value:
        case None | bool() | int() | str() | bytes():
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
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    library = (module or "").split(".")[0] in ("numpy", "math", "scipy", "builtins", "operator")
    if type(value).__name__ == "ufunc":
        return f"ufunc {value.__name__}"
    return f"{module}.{name}" if library and name else None
