"""Algebra of axis lengths: what is known of a length when the code is generated.

In: axes (`int` or `Dim`). Out: the axis of a result. Names of derived lengths are canonical text
(`3*m*n`, `1+n`, `a^b` for "one of the two, by broadcasting", `n[?1:]` for a slice), so that the
same expression of the same lengths is the same Dim wherever it is written. They hold neither
commas nor spaces. Surprising: a length that is never 1 may be 0, hence `1+n` may be 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import count
from math import prod

from ..ir.types import Axis, Dim, never_one
from .failure import InferenceError

Shape = tuple[Axis, ...]
Fresh = Callable[[Hashable], Dim]

#: the name of an axis of list items whose length differs from item to item
VARYING = "~"

_OFFSET = re.compile(r"(.*)-(\d+)", re.DOTALL)
_FLOOR = re.compile(r"(.*)//(\d+)", re.DOTALL)
_PART = re.compile(r"(.*[^/])/(\d+)", re.DOTALL)


class FreshDims:
    """Names for lengths that only the run knows: the same key gives the same Dim.

    One object per compilation, so that names depend on that compilation alone. Keys may hold
    Values, which are compared by identity.
    """

    def __init__(self, prefix: str = "?") -> None:
        self._dims: dict[Hashable, Dim] = {}
        self._prefix = prefix
        #: what the lengths that a single key decides were named for
        self.values: dict[str, Hashable] = {}

    def __call__(self, key: Hashable) -> Dim:
        dim = self._dims.get(key)
        if dim is None:
            dim = self._dims[key] = Dim(f"{self._prefix}{len(self._dims) + 1}")
            if type(key) is tuple and len(key) == 1:
                self.values[dim.name] = key[0]
        return dim


_applications = count(1)


def rule_name() -> str:
    """What the lengths that one application of a rule makes are called: no other one's are."""
    return f"?r{next(_applications)}."


def renamed(old: str, new: str) -> Callable[[Axis], Axis]:
    """Lengths with one name for another in theirs."""

    def rename(axis: Axis) -> Axis:
        if isinstance(axis, int) or old not in axis.name:
            return axis
        return Dim(axis.name.replace(old, new), axis.not_one, axis.offset)

    return rename


class UniqueDims:
    """A new name each time, whatever the key: sound where there is no compilation to belong to."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, key: Hashable) -> Dim:
        return Dim(f"??{next(self._numbers)}")


# --- axes that meet -------------------------------------------------------------------------


def meet(a: Axis, b: Axis) -> Axis:
    """The length of two axes that broadcast against each other in an operation that succeeds."""
    if a == b or b == 1:
        return a
    if a == 1:
        return b
    if isinstance(a, int):
        if isinstance(b, int):
            raise InferenceError(f"Axes of length {a} and {b} do not broadcast.")
        return a
    if isinstance(b, int):
        return b
    if never_one(a):
        return a
    return b if never_one(b) else _either(a, b)


def unify(a: Axis, b: Axis) -> Axis:
    """The length of two axes that must be equal: whichever says more."""
    if a == b:
        return a
    for known, other in ((a, b), (b, a)):
        if isinstance(known, int):
            if isinstance(other, int) or (known == 1 and never_one(other)):
                raise InferenceError(f"Axes of length {a} and {b} must be equal.")
            return known
    return b if never_one(b) and not never_one(a) else a


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """The shape of an elementwise operation on operands of these shapes."""
    if not shapes:
        return ()
    out = shapes[0]
    for shape in shapes[1:]:
        if shape != out:
            out = _broadcast_two(out, shape)
    return out


def _broadcast_two(a: Shape, b: Shape) -> Shape:
    if len(a) < len(b):
        a = (1,) * (len(b) - len(a)) + a
    elif len(b) < len(a):
        b = (1,) * (len(a) - len(b)) + b
    return tuple(map(meet, a, b))


def unify_shapes(shapes: Sequence[Shape]) -> Shape:
    """The common shape of arrays that must have equal shapes."""
    out = shapes[0]
    for shape in shapes[1:]:
        if len(shape) != len(out):
            raise InferenceError(f"Arrays of {len(out)} and {len(shape)} axes must match.")
        out = tuple(map(unify, out, shape))
    return out


def _either(a: Dim, b: Dim) -> Dim:
    terms = {t for d in (a, b) for t in _terms(d, "^")}
    return Dim("^".join(sorted(terms)))


def parts_of_either(axis: Axis) -> list[Axis]:
    """The lengths one of which this one is, by broadcasting; itself where it is no such length."""
    return [axis] if isinstance(axis, int) else [_dim(term) for term in _terms(axis, "^")]


# --- sums, products, quotients --------------------------------------------------------------


def shift(axis: Axis, by: int) -> Axis:
    """`max(0, axis - by)`; of a sum with a number in it, `2+n`, the number is taken first."""
    if isinstance(axis, int):
        return max(0, axis - by)
    number, dims = summands(axis) if by and not axis.offset else (0, [])
    if number:
        return shift(total((max(0, number - by), *dims)), max(0, by - number))
    return Dim(axis.name, axis.not_one, axis.offset + by) if by else axis


def summands(axis: Axis) -> tuple[int, list[Dim]]:
    """The number and the lengths that `total` would make the length of."""
    return _split(axis, "+")


def total(axes: Iterable[Axis]) -> Axis:
    """The sum of the lengths."""
    number, dims = 0, []
    for axis in axes:
        more, parts = _split(axis, "+")
        number += more
        dims += parts
    dims = _rejoined(dims)
    if not dims:
        return number
    if len(dims) == 1 and not number:
        return dims[0]
    # lengths that are 0 or at least 2 have a sum that is 0 or at least 2
    not_one = number > 1 or (number == 0 and all(map(never_one, dims)))
    return Dim(_join(number, dims, "+", 0), not_one)


def _rejoined(dims: list[Dim]) -> list[Dim]:
    """The lengths of `x[:k]` and `x[k:]` as one, that of `x`."""
    names = [dim.name for dim in dims]
    for rest in dims:
        for k in range(1, rest.offset + 1):
            whole = Dim(rest.name, rest.not_one, rest.offset - k)
            head = f"{text_of(whole)}[:{k}]"
            if head in names:
                others = [d for d in dims if d is not rest and d is not dims[names.index(head)]]
                return _rejoined([whole, *others])
    return dims


def product(axes: Iterable[Axis]) -> Axis:
    """The product of the lengths."""
    number, dims = _factors(axes)
    if not dims or number == 0:
        return number
    if len(dims) == 1 and number == 1:
        return dims[0]
    return Dim(_join(number, dims, "*", 1), number != 1 or any(map(never_one, dims)))


def quotient(axes: Iterable[Axis], divisors: Iterable[Axis]) -> Axis:
    """The product of the axes over that of the divisors, where it is a whole number."""
    number, dims = _factors(axes)
    divisor, others = _factors(divisors)
    for dim in tuple(others):
        if dim in dims:
            dims.remove(dim)
            others.remove(dim)
    if divisor and not others and number % divisor == 0:
        return product((number // divisor, *dims))
    if not divisor or not (dims or others):
        raise InferenceError(f"An axis of length -1 does not divide {number} entries by {divisor}.")
    above, below = product((number, *dims)), product((divisor, *others))
    return Dim(f"{text_of(above)}/{text_of(below)}")


def minimum(a: Dim, b: Dim) -> Dim:
    """The smaller of two lengths."""
    return _extreme("min", a, b)


def maximum(a: Dim, b: Dim) -> Dim:
    """The greater of two lengths."""
    return _extreme("max", a, b)


def _extreme(which: str, a: Dim, b: Dim) -> Dim:
    name = f"{which}({';'.join(sorted((text_of(a), text_of(b))))})"
    return Dim(name, never_one(a) and never_one(b))


def divided(axis: Axis, by: int, plus: int = 0) -> Axis:
    """`axis // by + plus`, with what `by` divides taken out and one division for nested ones."""
    number, dims = summands(axis)
    whole: list[Axis] = [plus + number // by]
    rest: list[Dim] = []
    for dim in dims:
        factor, others = split_product(dim)
        if factor % by:
            rest.append(dim)
        else:
            whole.append(product((factor // by, *others)))
    if not rest:
        return total(whole)
    number %= by
    inner = floor_of(rest[0]) if len(rest) == 1 else None
    if inner is not None:
        dim, k = inner
        return total((*whole, divided(total((number * k, dim)), by * k)))
    return total((*whole, Dim(f"{text_of(total((number, *rest)))}//{by}")))


def floor_of(axis: Axis) -> tuple[Axis, int] | None:
    """What is divided, and by what, where the length is such a quotient, rounded down."""
    if isinstance(axis, int) or axis.offset:
        return None
    found = _FLOOR.fullmatch(axis.name)
    return None if found is None else (_dim(found[1]), int(found[2]))


def part_of(axis: Axis) -> tuple[Axis, int] | None:
    """What is divided, and by what, where the length is such a quotient, without a rest."""
    if isinstance(axis, int) or axis.offset:
        return None
    found = _PART.fullmatch(axis.name)
    return None if found is None else (_dim(found[1]), int(found[2]))


def strided(axis: Axis, step: int) -> Axis:
    """How many entries every `step`-th one of so many is, with the first."""
    if step == 1:
        return axis
    if isinstance(axis, int):
        return len(range(0, axis, step))
    # max(0, n - offset) // step, rounded up
    whole = Dim(axis.name, axis.not_one)
    more = step - 1 - axis.offset
    return divided(total((more, whole)) if more >= 0 else shift(whole, -more), step)


def size_of(axis: Axis, sizes: dict[str, int]) -> int:
    """The length of the axis where its name has this length."""
    return axis if isinstance(axis, int) else max(0, sizes[axis.name] - axis.offset)


def split_product(axis: Axis) -> tuple[int, list[Dim]]:
    """The number and the lengths that `product` would make the length of."""
    return _split(axis, "*")


def _factors(axes: Iterable[Axis]) -> tuple[int, list[Dim]]:
    split = [split_product(axis) for axis in axes]
    return prod(n for n, _ in split), [d for _, dims in split for d in dims]


def _split(axis: Axis, sign: str) -> tuple[int, list[Dim]]:
    """The constant and the Dims that a sum or product consists of."""
    if isinstance(axis, int):
        return axis, []
    terms = _terms(axis, sign)
    neutral = 0 if sign == "+" else 1
    number = int(terms.pop(0)) if terms[0].isdigit() else neutral
    return number, [_dim(term) for term in terms]


def _terms(dim: Dim, sign: str) -> list[str]:
    """The texts that `sign` joins in the Dim's name, or the Dim's own text."""
    if dim.offset == 0:
        depth, terms, start = 0, [], 0
        for i, char in enumerate(dim.name):
            depth += (char in "([") - (char in ")]")
            if char == sign and not depth:
                terms.append(dim.name[start:i])
                start = i + 1
        if terms:
            return [*terms, dim.name[start:]]
    return [text_of(dim)]


def _join(number: int, dims: list[Dim], sign: str, neutral: int) -> str:
    terms = sorted(map(text_of, dims))
    return sign.join(terms if number == neutral else [str(number), *terms])


def text_of(axis: Axis) -> str:
    """Text that stands for the length inside a name; `_dim` reads it back."""
    if isinstance(axis, int):
        return str(axis)
    text = str(axis)
    if axis.offset or any(c in "*+^|/" for c in text):
        text = f"({text})"
    return text if axis.not_one else text + "?"


def _dim(text: str) -> Dim:
    not_one = not text.endswith("?")
    text = text if not_one else text[:-1]
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
        if found := _OFFSET.fullmatch(text):
            return Dim(found[1], not_one, int(found[2]))
    return Dim(text, not_one)
