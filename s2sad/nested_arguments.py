"""The arguments of a derivative that is called inside differentiated code: those that are asked for
by name or counted from the end get the positions at which the outlined function takes them."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass

from .transforms.request import Transform
from .types.abstract import Abstract, Closure, Ref, Static, Tuple


@dataclass(frozen=True)
class Arranged:
    """`own` are the arguments by position, `moved` those by keyword of which a derivative is taken,
    `rest` the other keywords, `surplus` tangents and cotangents; `names` are those of `own` and
    `moved`, as far as they are known, and `chain` has positions only."""

    own: list[Abstract]
    moved: dict[str, Abstract]
    rest: dict[str, Abstract]
    surplus: list[Abstract]
    names: tuple[str, ...]
    chain: tuple[Transform, ...]


def arranged(
    cx, f: Abstract, chain: tuple[Transform, ...], extra: int, args: list[Abstract], kwargs: dict
) -> Arranged:
    """The arguments of a call of `f` under these transforms."""
    parameters = parameter_names(f)
    args = _tangents_apart(cx, f, chain, extra, args, kwargs)
    own, surplus = args[: len(args) - extra], args[len(args) - extra :]
    given = parameters[: len(own)]
    wanted = [n for t in chain for n in t.argnums or () if isinstance(n, str) and n not in given]
    left_out = [n for n in wanted if n not in kwargs]
    defaults = _defaults(cx, f, len(own), kwargs) if left_out else {}
    found = {**defaults, **kwargs}
    moved = {n: found[n] for n in wanted if n in found}
    rest = {name: value for name, value in kwargs.items() if name not in moved}
    names = (*given, *moved)
    placed = tuple(_by_position(cx, t, names, len(own)) for t in chain)
    return Arranged(own, moved, rest, surplus, names, placed)


def _by_position(cx, transform: Transform, names: tuple[str, ...], given: int) -> Transform:
    """The transform with positions for names; of those given by position negative ones count from
    the end."""
    if transform.argnums is None:
        return transform
    for name in transform.argnums:
        if isinstance(name, str) and name not in names:
            cx.refuse(f"the function under {transform.mode} is not given an argument '{name}'")
    numbers = tuple(
        names.index(n) if isinstance(n, str) else n + given if n < 0 else n
        for n in transform.argnums
    )
    return Transform(transform.mode, numbers, transform.bare, transform.has_aux, transform.names)


def _tangents_apart(
    cx, f: Abstract, chain: Sequence[Transform], extra: int, args: list[Abstract], kwargs: dict
) -> list[Abstract]:
    """The arguments with several tangents of a Hessian-vector product that are given as one tuple,
    or a dict by name, one by one, where they cannot be meant otherwise."""
    last = chain[-1]
    count = len(last.argnums or ())
    if last.mode != "hvp" or count < 2 or not args or len(args) - extra >= _needed(f, kwargs):
        return args
    match args[-1]:
        case Tuple(items=items) if len(items) == count:
            return [*args[:-1], *items]
        case Ref(identity=identity) as given if last.names and identity.kind == "dict":
            tangents = cx.keywords_of(given)
            if {*tangents} == {*last.names}:
                return [*args[:-1], *(tangents[name] for name in last.names)]
    return args


def _needed(f: Abstract, kwargs: dict) -> int:
    """How many arguments must be given by position."""
    match f:
        case Closure(defaults=defaults):
            optional = len(defaults)
        case Static(value=types.FunctionType() as function):
            optional = len(function.__defaults__ or ())
        case _:
            return 0
    names = parameter_names(f)
    return sum(name not in kwargs for name in names[: len(names) - optional])


def parameter_names(f: Abstract) -> list[str]:
    """The parameters that arguments by position have."""
    match f:
        case Closure(function=function):
            return [p.name for p in function.params if p.kind < p.kind.VAR_POSITIONAL]
        case Static(value=types.FunctionType() as function):
            return list(function.__code__.co_varnames[: function.__code__.co_argcount])
    return []


def _defaults(cx, f: Abstract, count: int, given: dict) -> dict[str, Abstract]:
    """What the parameters are by default that are given neither by position nor by name."""
    match f:
        case Closure(defaults=defaults, kwdefaults=kwdefaults):
            pass
        case Static(value=types.FunctionType() as function):
            defaults, kwdefaults = cx.defaults_of(function, count, given)
        case _:
            return {}
    names = parameter_names(f)
    found = dict(zip(names[len(names) - len(defaults) :], defaults))
    return {n: v for n, v in found.items() if n not in names[:count]} | kwdefaults
