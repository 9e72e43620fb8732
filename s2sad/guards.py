"""Does the code that was called last fit the next call too? One generated expression tells.

It asks for no more than decides the code: of each argument and each captured value its type, of
the constants that were read that they are the same, of the user's rules that none has changed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .frozen import FIXED
from .loaded import Compiled
from .names import read_name
from .rules.registry import USER
from .signatures import PLAIN, key_of


def guard_of(code: Compiled, args: tuple, function) -> Callable[[tuple], bool] | None:
    """A function that tells quickly whether the code is right for other arguments of `function`;
    None where only the key of the arguments can tell."""
    names: dict[str, object] = {"ndarray": np.ndarray, "rules": USER, "f": function,
                                "code": function.__code__}  # fmt: skip
    labels = [f"a{k}" for k in range(len(args))]
    tests = [_type_test(label, a, names) for label, a in zip(labels, args)]
    if None in tests or code.facts:
        return None
    tests += [_value_test(f"r{k}", *read, names) for k, read in enumerate(code.reads)]
    tests += [_hidden_test(f"h{k}", *read, names) for k, read in enumerate(code.hidden)]
    unpack = f"({', '.join(labels)},) = args; " if labels else ""
    own = f"rules.version == {code.version} and f.__code__ is code"
    exec(f"def guard(args): {unpack}return {' and '.join([*tests, own])}", names)
    return names["guard"]


def _type_test(label: str, value, names: dict) -> str | None:
    """An expression that is true for values of the same type as this one."""
    cls = type(value)
    if cls is np.ndarray:
        ones = [n == 1 for n in value.shape]
        names[f"d_{label}"] = value.dtype
        test = f"type({label}) is ndarray and {label}.dtype is d_{label}"
        if any(ones):
            return f"{test} and [n == 1 for n in {label}.shape] == {ones}"
        return f"{test} and {label}.ndim == {len(ones)} and 1 not in {label}.shape"
    if cls in PLAIN:
        names[f"t_{label}"] = cls
        return f"type({label}) is t_{label}"
    return None


def _hidden_test(label: str, key: tuple, holder, names: dict) -> str:
    """An expression that is true while a captured value has the type that it has."""
    value = read_name(key, holder)
    test = _type_test(label, value, names)
    if test is None:
        names |= {"key_of": key_of, f"k_{label}": key_of((value,))}
        test = f"key_of(({label},)) == k_{label}"
    return f"({label} := {_expression(label, key, holder, names)},) and {test}"


def _value_test(label: str, key: tuple, holder, kept, names: dict) -> str:
    """An expression that is true while a constant that was read is what it was."""
    expression = _expression(label, key, holder, names)
    if isinstance(kept.value, FIXED):
        names[f"v_{label}"] = kept.value
        fixed = f"({label} := {expression}) is v_{label}"
        names[f"k_{label}"] = kept
        return f"({fixed} or k_{label}.holds({label}))"
    names[f"k_{label}"] = kept
    return f"k_{label}.holds({expression})"


def _expression(label: str, key: tuple, holder, names: dict) -> str:
    """How the current value of a name is read."""
    names[f"o_{label}"] = holder
    match key[0]:
        case "global" if key[2] in holder:
            return f"o_{label}.get({key[2]!r})"
        case "cell":
            return f"o_{label}.cell_contents"
        case "code":
            return f"o_{label}.__code__"
    names |= {"read_name": read_name, f"n_{label}": key}
    return f"read_name(n_{label}, o_{label})"
