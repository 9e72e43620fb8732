"""Functions of the runtime in exported code: what the back end copied into a module, the front end
takes for what it was copied from.

The copy is told by its code, so that a function of the user's own that has the same name stays
what it is.
"""

from __future__ import annotations

import __future__
import inspect
import types
from functools import cache

from ..runtime import attempts, broadcast, real

#: those that the compiler knows by more than their source
MODULES = (attempts, broadcast, real)
#: by what a module of the runtime imports from `__future__` its functions do nothing else
FUTURE = __future__.annotations.compiler_flag


def original(f: types.FunctionType) -> types.FunctionType:
    """The function of the runtime that `f` is a copy of; else `f`."""
    if not f.__name__.startswith("_"):
        return f
    found = originals().get(f.__name__[1:])
    return found if found is not None and same_code(f.__code__, found.__code__) else f


@cache
def originals() -> dict[str, types.FunctionType]:
    """The functions of the runtime, by name."""
    return {
        name: f for module in MODULES for name, f in vars(module).items()
        if inspect.isfunction(f) and f.__module__ == module.__name__
    }  # fmt: skip


def same_code(one: types.CodeType, other: types.CodeType) -> bool:
    """True where two functions do the same, whatever they are called and wherever they stand."""
    parts = ("co_code", "co_names", "co_varnames", "co_argcount")
    if any(getattr(one, part) != getattr(other, part) for part in parts):
        return False
    if (one.co_flags ^ other.co_flags) & ~FUTURE:
        return False
    return len(one.co_consts) == len(other.co_consts) and all(
        map(same_constant, one.co_consts, other.co_consts)
    )


def same_constant(one, other) -> bool:
    if isinstance(one, types.CodeType) and isinstance(other, types.CodeType):
        return same_code(one, other)
    if isinstance(one, str) and isinstance(other, str):  # a docstring may be indented otherwise
        return one.split() == other.split()
    return type(one) is type(other) and one == other
