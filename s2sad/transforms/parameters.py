"""The parameters of derivatives: those of the function, then tangents or a cotangent."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Sequence
from dataclasses import replace

from ..ir.nodes import Function, Param

POSITIONAL = inspect.Parameter.POSITIONAL_OR_KEYWORD
VARIADIC = inspect.Parameter.VAR_POSITIONAL
KEYWORD = inspect.Parameter.KEYWORD_ONLY
KEYWORDS = inspect.Parameter.VAR_KEYWORD


def expand_variadic(fn: Function) -> Function:
    """`*args` as one parameter for each of its items, whose number the signature fixes: others
    can then follow."""
    if not any(p.kind == VARIADIC for p in fn.params):
        return fn
    params: list[Param] = []
    for param in fn.params:
        if param.kind == VARIADIC:
            items = enumerate(param.tree.items)
            params.extend(Param(f"{param.name}_{k}", tree, POSITIONAL) for k, tree in items)
        else:
            params.append(param)
    return replace(fn, params=tuple(params))


def insert_params(params: Sequence[Param], new: Sequence[Param]) -> tuple[Param, ...]:
    """The new positional parameters after the positional ones, under names that are free; none
    of them has a default."""
    taken = {p.name for p in params}
    named = []
    for param in new:
        named.append(replace(param, name=unused_name(param.name, taken)))
        taken.add(named[-1].name)
    positional = [replace(p, default=None) for p in params if p.kind not in (KEYWORD, KEYWORDS)]
    rest = [p for p in params if p.kind in (KEYWORD, KEYWORDS)]
    return (*positional, *named, *rest)


def unused_name(name: str, taken: set[str]) -> str:
    numbers = itertools.count(1)
    found = name
    while found in taken:
        found = f"{name}_{next(numbers)}"
    return found
