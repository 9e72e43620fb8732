"""Arguments to parameters, as Python binds them."""

from __future__ import annotations

from ..ir.nodes import Function
from .abstract import Abstract, Tuple
from .context import Context


def called(function: Function) -> str:
    """How messages name a function."""
    return "the lambda" if function.name == "lambda_" else f"{function.name}()"


def bind(
    cx: Context, function: Function, args, kwargs, defaults, kwdefaults
) -> list[Abstract]:
    """The value of each parameter; a mismatch is the user's error."""
    params, args, kwargs = function.params, list(args), dict(kwargs)
    positional = [p for p in params if p.kind in (0, 1)]
    given: dict[str, Abstract] = {}
    for param, default in zip(positional[len(positional) - len(defaults) :], defaults):
        given[param.name] = default
    given.update(kwdefaults)
    taken = set()
    for param, value in zip(positional, args):
        given[param.name] = value
        taken.add(param.name)
    rest = args[len(positional) :]
    bound = []
    for param in params:
        name = param.name
        if param.kind == 2:
            bound.append(Tuple(tuple(rest)))
            rest = []
        elif param.kind == 4:
            names = {p.name for p in params if p.kind in (1, 3)}
            extra = {k: v for k, v in kwargs.items() if k not in names}
            bound.append(cx.new_dict(extra.keys(), extra.values()))
            kwargs = {k: v for k, v in kwargs.items() if k in names}
        else:
            if name in kwargs and param.kind != 0:
                if name in taken:
                    cx.refuse(f"{called(function)} got two values for '{name}'")
                given[name] = kwargs.pop(name)
            if name not in given:
                cx.refuse(f"{called(function)} misses the argument '{name}'")
            bound.append(given[name])
    if rest:
        takes = f"{len(positional)} argument{'s' * (len(positional) != 1)}"
        cx.refuse(f"{called(function)} takes {takes}, {len(args)} given")
    if unknown := [k for k in kwargs if k not in given]:
        cx.refuse(f"{called(function)} has no parameter '{unknown[0]}'")
    return bound
