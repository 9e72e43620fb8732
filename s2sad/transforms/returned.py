"""What a rule of the user's returns: each part in the structure and the shape of what it belongs
to, as far as the types tell, or a refusal.

Rules of ours are held to that by tests, and say themselves what is summed and what is stretched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from ..errors import UnsupportedError
from ..ir.nodes import Call, Const, Operand, Pack, leaves
from ..ir.types import ArrayType, Axis, Dim, ListType, ScalarType, Type, never_one
from .naming import callee_name
from .tangents import operand_type, shape_of


@dataclass(frozen=True, slots=True)
class Returned:
    """What `rule` has returned for a call. `what` is "reverse" or "forward"."""

    op: Call
    rule: Callable
    what: str

    def refuse(self, found: str, advice: str) -> NoReturn:
        callee = self.op.callee
        name = getattr(callee, "name", None) or callee_name(callee)
        line = getattr(getattr(self.rule, "__code__", None), "co_firstlineno", None)
        place = f" (line {line})" if line else ""
        raise UnsupportedError(
            f"the {self.what} rule of {name}(){place} returns {found}", self.op.span, advice
        )

    def require(self, result: Operand | None) -> None:
        """Refuse a rule that returns None: one that has forgotten its result says no zero."""
        if isinstance(result, Const) and result.value is None:
            reverse = self.what == "reverse"
            part = "a cotangent for each argument" if reverse else "the tangent of the result"
            zero = "None in the place of one" if reverse else "0.0"
            self.refuse(
                "None, which is no derivative",
                f"return {part}, and {zero} where there is no derivative",
            )

    def fitting(self, part: Operand | None, like: Operand, place: str) -> Operand | None:
        """The part, which belongs to `like`; what is at `place`."""
        match part, like:
            case (None | Const(value=None), _):
                return part
            case Pack(kind=kind), Pack() if part.keys is not None or like.keys is not None:
                if set(part.keys or ()) != set(like.keys or ()):
                    self.misfit(part, like, place)
                found = dict(zip(part.keys, part.items))
                items = (
                    self.fitting(found[key], item, f"{key!r} of {place}")
                    for key, item in zip(like.keys, like.items)
                )
                return Pack(kind, tuple(items), like.keys)
            case Pack(kind=kind, items=items), Pack(items=likes) if len(items) == len(likes):
                parts = (
                    self.fitting(item, inner, f"item {k} of {place}")
                    for k, (item, inner) in enumerate(zip(items, likes))
                )
                return Pack(kind, tuple(parts))
            case Pack(), Pack():
                self.misfit(part, like, place)
        if not self.fits(part, like):
            self.misfit(part, like, place)
        if is_complex(part) and not is_complex(like) and self.is_real():
            self.refuse(
                f"a complex value for {place}, which is real",
                "return its real part, if that is the derivative",
            )
        whole = isinstance(part, Const) and type(part.value) is int
        return Const(float(part.value)) if whole else part

    def fits(self, part: Operand, like: Operand) -> bool:
        """False where the types tell that the part is no number or array of the right shape."""
        have, want = type_of(part), operand_type(like)
        if is_logical(part):
            return False
        if isinstance(part, Const) and (have is None or part.value == 0 and not shape_of(have)):
            return have is not None
        if isinstance(like, Pack):
            return self.what == "reverse" and not isinstance(have, ScalarType)
        if not isinstance(want, (ScalarType, ArrayType)):
            return True
        if isinstance(part, Pack):  # of numbers or rows: the items of an array
            return part.kind in (tuple, list) and are_items(part.items, shape_of(want))
        if not isinstance(have, (ScalarType, ArrayType)):
            return bool(shape_of(want))
        sums = self.what == "reverse" and isinstance(self.op.callee, np.ufunc)
        return may_be_equal(shape_of(have), shape_of(want), sums)

    def is_real(self) -> bool:
        """False where a real part is what is meant: of the cotangent of a real argument, where the
        result is complex or another argument is."""
        met = (*leaves(self.op.args), self.op.result)
        return self.what == "forward" or not any(map(is_complex, met))

    def misfit(self, part: Operand, like: Operand, place: str) -> NoReturn:
        reverse = self.what == "reverse"
        what = "cotangent" if reverse else "tangent"
        example = "g * np.ones_like(x)" if reverse else "t[0] * np.ones_like(ans)"
        found, wanted = shown(part), shown(like)
        if found == wanted:
            wanted += " of another length"
        self.refuse(
            f"{found} for {place}, which is {wanted}",
            f"return a {what} of its structure and shape, as in {example}",
        )


def cotangents(result: Operand | None, own: tuple[Operand, ...]) -> tuple[Operand | None, ...]:
    """What a reverse rule returned for each of these arguments: a tuple, a list or the only one."""
    if not isinstance(result, Pack) or result.kind not in (tuple, list):
        return (result,)
    if result.kind is list and own:
        first, type_ = own[0], operand_type(own[0])
        is_list = isinstance(first, Pack) and first.kind is list or isinstance(type_, ListType)
        of_numbers = not any(shape_of(type_of(item)) for item in result.items)
        if is_list or len(own) == 1 and shape_of(type_) and of_numbers:
            return (result,)
    return result.items


def may_be_equal(have: tuple[Axis, ...], want: tuple[Axis, ...], sums: bool) -> bool:
    """False where the shapes are known to differ; `sums`: they may differ by broadcasting."""
    if len(have) != len(want):
        return sums and len(have) > len(want)
    return not any(differ(a, b) and not (sums and b == 1) for a, b in zip(have, want))


def are_items(parts: tuple[Operand, ...], shape: tuple[Axis, ...]) -> bool:
    """False where the types tell that these are not the items of an array of this shape."""
    if not shape or differ(len(parts), shape[0]) or any(map(is_logical, parts)):
        return False
    types = (type_of(part) for part in parts if not isinstance(part, Pack))
    known = (t for t in types if isinstance(t, (ScalarType, ArrayType)))
    return all(may_be_equal(shape_of(t), shape[1:], False) for t in known)


def is_logical(part: Operand) -> bool:
    """True for truth values, which are no derivatives."""
    type_ = type_of(part)
    return isinstance(type_, (ScalarType, ArrayType)) and type_.dtype.startswith("bool")


def is_complex(part: Operand) -> bool:
    if isinstance(part, Pack):
        return any(map(is_complex, part.items))
    if isinstance(part, Const):
        return bool(np.iscomplexobj(part.value))
    return getattr(type_of(part), "dtype", "").startswith("c")


def differ(a: Axis, b: Axis) -> bool:
    match a, b:
        case Dim(name=one, offset=j), Dim(name=two, offset=k):
            return one == two and j != k
        case int(), int():
            return a != b
    return a == 1 and never_one(b) or b == 1 and never_one(a)


def type_of(part: Operand) -> Type | None:
    if isinstance(part, Const) and isinstance(part.value, np.ndarray):
        return ArrayType("f64", part.value.shape)
    if isinstance(part, Const) and isinstance(part.value, np.number):
        return ScalarType("f64")
    return operand_type(part)


def shown(operand: Operand) -> str:
    """What an operand is, in words."""
    type_, logical = type_of(operand), is_logical(operand)
    match operand, type_:
        case _, ArrayType(shape=shape):
            axes = f"{len(shape)} axis" if len(shape) == 1 else f"{len(shape)} axes"
            return f"an array{' of truth values' if logical else ''} with {axes}"
        case _, ScalarType():
            return "a truth value" if logical else "a number"
        case Pack(kind=kind, items=()), _:
            return f"an empty {kind.__name__}"
        case Pack(kind=kind, items=items, keys=keys), _:
            keys = "" if keys is None else f" with {', '.join(map(repr, keys[:4]))}"
            return f"a {kind.__name__} of {len(items)}{keys}"
        case _, ListType():
            return "a list"
        case Const(value=value), _:
            return repr(value)
    return "no number"
