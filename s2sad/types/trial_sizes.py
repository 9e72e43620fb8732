"""The lengths of axes for which a function is tried on samples.

The operands' lengths come in, sizes for their names go out: equations first that suppose nothing,
then such that take lengths as equal or as divisible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product

from ..ir.types import ArrayType, Axis, Dim, ListType, TupleType, Type, never_one
from .dims import VARYING, size_of
from .request import Leaf, Request, described_leaves

Sizes = dict[str, int]
Equation = tuple[Dim, Axis]
Family = Callable[[int], Iterator[list[int]]]

MOST_ATTEMPTS = 60
#: lengths of which it is tried out which of them must be equal
MOST_LENGTHS = 8


def axes_of(request: Request) -> list[Axis]:
    """The lengths of the operands, in order, each once; 0 and 1 play no part."""
    found: dict[Axis, None] = {}
    for described in request.operands():
        for leaf in described_leaves(described):
            if isinstance(leaf.length, Dim):
                found.setdefault(leaf.length)
            for axis in _axes_in(request, leaf.type, leaf.leaf):
                if axis not in (0, 1):
                    found.setdefault(axis)
    return list(found)


def _axes_in(request: Request, type_: Type, leaf: int, depth: int = 0) -> Iterator[Axis]:
    match type_:
        case ArrayType(shape=shape):
            yield from shape
        case TupleType(items=items):
            for item in items:
                yield from _axes_in(request, item, leaf, depth)
        case ListType(item=item):
            yield list_length(request, leaf, depth)
            if item is not None:
                yield from _axes_in(request, item, leaf, depth + 1)


def list_length(request: Request, leaf: int, depth: int) -> Dim:
    """The length of the list that stands at this position, or of the lists in it."""
    return request.unknown("length", Leaf(leaf), depth)


def candidates(axes: list[Axis]) -> list[Dim]:
    """The lengths an axis of the result may have; those that say most come first."""
    dims = [axis for axis in axes if isinstance(axis, Dim) and axis.name != VARYING]
    return sorted(dims, key=lambda dim: not never_one(dim))


def _systems(axes: list[Axis]) -> Iterator[tuple[Equation, ...]]:
    """Which lengths to take as equal: none, then one pair, or one as 1, then two; at last all."""
    dims = [axis for axis in axes if isinstance(axis, Dim)]
    pairs = [
        (b, a)
        for a in axes
        for j, b in enumerate(dims)
        if b is not a and (isinstance(a, int) or j > dims.index(a)) and _name(a) != b.name
    ]
    ones = [((dim, 1),) for dim in dims if not never_one(dim)]
    systems = ((), *((p,) for p in pairs), *ones, *combinations(pairs, 2))
    yield from systems[:MOST_ATTEMPTS]
    if len(dims) > 3:
        yield _same_name_once((b, dims[0]) for b in dims[1:])


def trials(axes: list[Axis]) -> Iterator[tuple[tuple[Equation, ...], Family]]:
    """The systems and the sizes to try them with: that a length is divisible supposes less than
    that it is equal to another."""
    first, *others = _systems(axes)
    yield from ((first, family) for family in (*FAMILIES, *IN_ORDER))
    yield from ((equations, family) for family in FAMILIES for equations in others)


def really_equal(
    axes: list[Axis], works: Callable[[tuple[Equation, ...]], bool]
) -> tuple[Equation, ...]:
    """Of lengths that were all taken as equal those that must be: two are not where the function
    takes them as two different lengths, each with others. Nothing where they are too many."""
    first, *others = [axis for axis in axes if isinstance(axis, Dim)]
    if len(others) >= MOST_LENGTHS:
        return ()
    apart = {dim: () for dim in others}
    for parted in product((False, True), repeat=len(others)):
        if any(parted):
            sides = {False: first, True: others[parted.index(True)]}
            if works(_same_name_once((dim, sides[k]) for dim, k in zip(others, parted))):
                apart = {dim: (*apart[dim], k) for dim, k in zip(others, parted)}
    found: dict[tuple, Dim] = {(False,) * len(apart[others[0]]): first}
    return _same_name_once((dim, found.setdefault(sides, dim)) for dim, sides in apart.items())


def _same_name_once(pairs: Iterable[Equation]) -> tuple[Equation, ...]:
    return tuple((dim, other) for dim, other in pairs if _name(other) != dim.name)


def _name(axis: Axis) -> str | None:
    return None if isinstance(axis, int) else axis.name


def _odd_and_even(n: int) -> Iterator[list[int]]:
    """Sizes for n lengths: each pair comes in both orders, so that a minimum is none of them."""
    yield [3 + 2 * k for k in range(n)]
    yield [2 + 2 * k for k in range(n, 0, -1)]
    yield [6 + 3 * k if n < 4 else 2 + k for k in range(n, 0, -1)]


def _divisible(n: int) -> Iterator[list[int]]:
    yield [12 * k for k in range(1, n + 1)]
    yield [12 * k for k in range(n + 1, 1, -1)]
    yield [12 * k for k in range(n + 3, 3, -1)]


def _falling(n: int) -> Iterator[list[int]]:
    for first, step in ((2, 3), (3, 5), (5, 7)):
        yield [first + step * k for k in range(n, 0, -1)]


def _rising(n: int) -> Iterator[list[int]]:
    yield from (sizes[::-1] for sizes in _falling(n))


FAMILIES = (_odd_and_even, _divisible)
#: for functions of which one length must not be greater than another one; what a length of the
#: result is made of may be another thing in another order
IN_ORDER = (_falling, _rising)


def shorter(axes: list[Axis], sizes: Sizes) -> Iterator[Sizes]:
    """The sizes with one of them that is not greater than a constant length: of two lengths a
    function may keep the greater one, or the smaller one but for an entry or two."""
    constants = sorted(axis for axis in axes if isinstance(axis, int))
    for dim in axes:
        if isinstance(dim, Dim):
            for constant in constants:
                for size in range(max(2, constant - 1), constant + 1):
                    yield {**sizes, dim.name: size + dim.offset}


def assign(axes: list[Axis], equations: tuple[Equation, ...], base: list[int]) -> Sizes | None:
    """A size for each name such that the equations hold; None where they cannot."""
    sizes: Sizes = {}
    offsets: dict[str, int] = {}
    taken = {axis for axis in axes if isinstance(axis, int)}
    for axis in axes:
        if isinstance(axis, Dim):
            offsets[axis.name] = max(offsets.get(axis.name, 0), axis.offset)
    step = 12 if base and base[0] % 12 == 0 else 2
    for name, size in zip(offsets, base):
        size += offsets[name] + (offsets[name] % 2 if step == 2 else 0)
        while size in taken:
            size += step * len(base)
        sizes[name] = size
    for _ in equations:
        for dim, other in equations:
            sizes[dim.name] = size_of(other, sizes) + dim.offset
    if all(size_of(dim, sizes) == size_of(other, sizes) for dim, other in equations):
        return sizes
    return None
