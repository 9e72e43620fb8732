"""A library call in the form that the rules take: what one call can say in several ways.

`np.std(x, 0, None, None, 1)` is `np.std(x, 0, None, ddof=1)`: behind `out`, which no rule has,
arguments go by name; of SciPy's functions all options do. What an argument says by its default,
and what only lays entries out in memory, is left out.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import types
from collections.abc import Callable

import numpy as np

from .abstract import Abstract, Static, Tuple

#: arguments that change how entries are laid out or checked, and never what they are
LAYOUT = frozenset({"subok", "casting", "like", "device"})
#: other names of arguments, by function
RENAMED = {f: {"correction": "ddof"} for f in (np.var, np.std, np.nanvar, np.nanstd)} | {
    np.clip: {"a_min": "min", "a_max": "max"}
}


@functools.lru_cache(maxsize=None)
def parameter_names(f: Callable) -> tuple[str, ...]:
    """The names of a library function's parameters, none where it does not tell."""
    try:
        return tuple(inspect.signature(f).parameters)
    except (TypeError, ValueError):
        return ()


@functools.lru_cache(maxsize=None)
def leading_names(f: Callable) -> tuple[str, ...]:
    """The names of the parameters that a call must give, and may give by position."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return ()
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = itertools.takewhile(lambda p: p.kind in kinds and p.default is p.empty, parameters)
    return tuple(p.name for p in needed)


def by_position(f: Callable, args: list[Abstract], kwargs: dict) -> tuple[list[Abstract], dict]:
    """`np.dot(a=x, b=y)` as `np.dot(x, y)`: what must be given is known by its position."""
    names = leading_names(f)[len(args) :]
    named = list(itertools.takewhile(kwargs.__contains__, names))
    if not named:
        return args, kwargs
    rest = {name: value for name, value in kwargs.items() if name not in named}
    return [*args, *(kwargs[name] for name in named)], rest


@functools.lru_cache(maxsize=None)
def position_of_out(f: Callable) -> int | None:
    """Where `out` may stand among the arguments of a function; None where it may not."""
    if "out" not in parameter_names(f):
        return None
    parameters = list(inspect.signature(f).parameters.values())
    before = parameters[: parameter_names(f).index("out") + 1]
    free = all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in before)
    return len(before) - 1 if free else None


def by_name(f: Callable, args: list[Abstract], kwargs: dict) -> tuple[list[Abstract], dict]:
    """The arguments behind `out` by name, and without those that say nothing."""
    first = position_of_out(f)
    if first is not None and first < len(args):
        rest = args[first:]
        if isinstance(f, np.ufunc):
            rest = [rest[0] if len(rest) == 1 else Tuple(tuple(rest))]
        kwargs = {**dict(zip(parameter_names(f)[first:], rest)), **kwargs}
        args = args[:first]
    if f is np.arange and not args and "start" not in kwargs and "stop" in kwargs:
        args = [kwargs["stop"]]  # an end alone stands first
        kwargs = {name: value for name, value in kwargs.items() if name != "stop"}
    args, kwargs = with_named_options(f, args, kwargs)
    names = RENAMED.get(f, {})
    if len(args) > 1:  # np.clip(x, low, a_max=high): NumPy takes both bounds by one way
        here = [n for n in parameter_names(f)[len(args) :] if n in names and n in kwargs]
        args = [*args, *(kwargs[name] for name in here)]
        kwargs = {name: value for name, value in kwargs.items() if name not in here}
    kwargs = {names.get(k, k): v for k, v in kwargs.items() if not says_nothing(f, k, v)}
    return args, kwargs


def with_named_options(f: Callable, args: list[Abstract], kwargs: dict):
    """The options of a function of SciPy by name, so that a rule need not know where they stand.
    `overwrite_a` is a permission to destroy what the reverse sweep may read: dropped."""
    if not isinstance(f, types.FunctionType) or not (f.__module__ or "").startswith("scipy."):
        return args, kwargs
    names = parameter_names(f)
    count = len(names) - len(f.__defaults__ or ())
    options = dict(zip(names[count:], args[count:]))
    if len(args) > len(names) or len(options) < len(args) - count:
        return args, kwargs  # *operands, or a mistake that the function itself will report
    kept = {k: v for k, v in (options | kwargs).items() if not k.startswith("overwrite_")}
    return args[:count], kept


def in_a_row(f: Callable, args: list[Abstract], kwargs: dict) -> list[Abstract]:
    """All arguments by position, with defaults in the gaps."""
    if not kwargs:
        return list(args)
    parameters = inspect.signature(f).parameters
    given = {**dict(zip(parameters, args)), **kwargs}
    last = max(k for k, name in enumerate(parameters) if name in given)
    return [given.get(p.name, Static(p.default)) for p in list(parameters.values())[: last + 1]]


#: parameters of NumPy's functions that are arrays, whatever stands for them
ARRAYS = frozenset(
    "condition a x y b m v arr p xp fp ary array filt weights x1 x2 a_min a_max min max fill_value "
    "start stop operands z val values f A where".split()
)


def may_be_list(f: Callable, name: str) -> bool:
    """True for an argument that NumPy makes an array of."""
    module = getattr(f, "__module__", None) or ""
    return isinstance(f, np.ufunc) or (name in ARRAYS and module.split(".")[0] == "numpy")


def says_nothing(f: Callable, name: str, value: Abstract) -> bool:
    """True for an argument that could as well not be there, such as `overwrite_input`, a
    permission to destroy what the derivative reads."""
    if name == "overwrite_input":
        return True
    if not isinstance(value, Static):
        return False
    if name in LAYOUT or value.value is np._NoValue:
        return True
    if name == "where":
        return value.value is True
    if f is np.einsum and name == "optimize":
        return value.value is False
    if isinstance(f, np.ufunc):
        return name == "order" or (name in ("dtype", "signature", "out") and value.value is None)
    return name in ("out", "a_min", "a_max") and value.value is None
