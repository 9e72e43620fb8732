"""The parameters of derivatives: those of the function, then tangents or a cotangent."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Sequence
from dataclasses import replace

from ..ir.nodes import Const, Function, Op, Operand, Pack, Param, leaves
from ..ir.prims import EXPECTATIONS, expect_apart, expect_value
from ..ir.types import is_differentiable

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
    variadic = {p.name for p in fn.params if p.kind == VARIADIC}
    ops = tuple(new for op in fn.body.ops for new in _expected_of_items(op, variadic))
    return replace(fn, params=tuple(params), body=replace(fn.body, ops=ops))


def items_of_variadic(fn: Function, tree: Operand) -> tuple[Operand, ...]:
    """The items of `*args` that can move, where these are the tree; else the tree."""
    if not any(p.tree is tree and p.kind == VARIADIC for p in fn.params):
        return (tree,)
    return tuple(t for t in tree.items if any(is_differentiable(v.type) for v in leaves(t)))


def _expected_of_items(op: Op, variadic: set[str]) -> tuple[Op, ...]:
    """What is expected of `*args`, asked of the parameters that its items have become: of their
    number nothing."""
    callee = getattr(op, "callee", None)
    if callee not in EXPECTATIONS:
        return (op,)
    place, rest = op.args[:2], op.args[2:]
    if callee is expect_apart:
        args = (*_moved(place, variadic), *_moved(rest, variadic))
    elif place[0].value not in variadic or place[1].items:
        args = (*_moved(place, variadic), *rest)
    elif callee is expect_value:
        items = enumerate(rest[0].items)
        places = [(Const(f"{place[0].value}_{k}"), Pack(tuple, ()), item) for k, item in items]
        return tuple(replace(op, args=args, result=None) for args in places)
    else:
        return ()
    return (replace(op, args=args),)


def _moved(place: tuple[Const, Pack], variadic: set[str]) -> tuple[Const, Pack]:
    """Name and path of a part, from the parameter that holds it now."""
    name, path = place
    if name.value not in variadic:
        return place
    return Const(f"{name.value}_{path.items[0].value}"), Pack(tuple, path.items[1:])


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
