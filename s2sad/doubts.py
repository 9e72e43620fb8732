"""Lengths of arguments that decide, if they are equal, what is broadcast, or whether a loop runs.

`c[1:-1] * (u[2:] - u[:-2])` stretches `c[1:-1]` if `c` has three entries and `u` has more. Where
the two are equally long it does not, and the code need not ask. Nor need the derivative of a
decomposition ask whether a matrix is square. `h + (e[1:] - e[:-1])` stretches nothing where `h` is
one shorter than `e`. A state that comes as an argument and leaves each round of a loop as
`np.array([v, a])` has two entries throughout if it comes with two. And where an argument is too
short for the loops of the code (`types/enough.py`), it has code of its own. In: what was generated.
Out: facts to ask of the arguments, of the kinds "same", "times", "less", "is", "short" and "low"
(see `signatures.Facts`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator

from .ir import prims
from .ir.inventory import inventory
from .ir.nodes import Call, Function, If
from .ir.types import Axis, never_one
from .runtime.broadcast import unbroadcast
from .transforms.tangents import operand_type, shape_of
from .types import sizes
from .types.dims import parts_of_either, summands
from .types.slices import multiple_of

#: the name of an argument's length in the name of a length that is made of it
_NAME = re.compile(r"[^\W\d][\w.]*\.\d+")
_COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


def doubts(made, asked_before: set[tuple]) -> set[tuple]:
    """The facts with which less or other code would do for what was generated, or each of several
    parts, and which were not asked before. What one length is by others is asked last: facts of
    those give it other names."""
    parts = made if isinstance(made, tuple) else (made,)
    asked: set[tuple] = set()
    for part in parts:
        asked.update(part.short)
        order = {name: k for k, name in enumerate(part.lengths)}
        asked.update(_multiples(part))
        asked.update(_shifted(part, order))
        asked.update(_settled(part))
        stretched = (names for pair in _pairs(part.function) for names in _differing(*pair))
        for names in (*stretched, *_compared(part.function)):
            if all(name in order for name in names):
                first, second = sorted(names, key=order.__getitem__)
                path = part.lengths[second]
                asked.add(("same", (*path, first, *part.lengths[first], len(path))))
    new = asked - asked_before
    return new or {fact for part in parts for fact in _sized(part, asked_before)} - asked_before


def needs_lengths(made) -> bool:
    """True where the code asks at run time which axes are stretched."""
    parts = made if isinstance(made, tuple) else (made,)
    return any(inventory(part.function).calls((unbroadcast,)) for part in parts)


def _pairs(fn: Function) -> Iterator[tuple[Axis, Axis]]:
    """A length that may be 1 and one that it meets, wherever that makes a difference."""
    if not inventory(fn).calls((unbroadcast,)):
        return
    for op in inventory(fn).ops:
        if isinstance(op, Call) and op.callee is unbroadcast:
            have, want = (shape_of(arg.type) for arg in op.args)
            for a, b in zip(reversed(have), reversed(want)):
                if a != b and not never_one(b):
                    yield from ((x, b) for x in parts_of_either(a))


def _multiples(made) -> Iterator[tuple]:
    """Whether an argument's length is a multiple of another one, where a part of it meets that, or
    else of what divides it."""
    paths = made.lengths
    factors: dict[tuple[str, str], int] = {}
    for pair in _pairs(made.function):
        for axis, other in (pair, pair[::-1]):
            length, factor, unit = multiple_of(axis) or ("", 0, "")
            units = {unit, str(other)} if "/" in unit else {unit}
            for each in units & ({*paths, unit} - {length}) if length in paths else ():
                factors[length, each] = max(factor, factors.get((length, each), 0))
    for (length, unit), factor in factors.items():
        path, other = paths[length], paths.get(unit)
        end = () if other is None else (*other, len(path))
        if other is not None or "/" in unit:
            yield "times", (*path, factor, unit, *end)


def _shifted(made, order: dict[str, int]) -> Iterator[tuple]:
    """Whether an argument's length is another one less a number, where the one meets the other."""
    paths = made.lengths
    for pair in _pairs(made.function):
        (one, less), (other, fewer) = map(_less, pair)
        if less != fewer and one != other and one in order and other in order:
            if order[one] > order[other]:
                one, less, other, fewer = other, fewer, one, less
            # other - fewer is one - less
            path = paths[other]
            yield "less", (*path, less - fewer, one, *paths[one], len(path))


def _settled(made) -> Iterator[tuple]:
    """Whether an argument is as long as what it meets in a loop or behind a branch, where that
    length is a number."""
    for op in inventory(made.function).controls:
        if isinstance(op, If):
            sources = op.then.terminator.operands, op.orelse.terminator.operands
        else:
            sources = op.inits, op.body.terminator.operands
        for values in zip(op.results, *sources):
            for axes in zip(*map(shape_of, map(operand_type, values))):
                yield from _that_long(made.lengths, *axes)


def _sized(made, asked_before: set[tuple]) -> Iterator[tuple]:
    """Whether an argument is as long as other arguments say of an array that it meets. A length is
    renamed once: what it is by others may be said in many ways."""
    named = {path[:-1] for kind, path in asked_before if kind == "equals" and path[-1].name}
    for pair in _pairs(made.function):
        for one, other in (pair, pair[::-1]):
            size = made.sizes.get(str(other)) or sizes.of_lengths(other, made.lengths)
            path = made.lengths.get(str(one))
            if size is None or path is None or path in (named if size.name else ()):
                continue
            if all(path != of for _, _, of in size.terms):
                named.update([path] if size.name else ())
                yield "equals", (*path, size)


def _that_long(lengths: dict[str, tuple], axis: Axis, *both: Axis) -> Iterator[tuple]:
    if axis in both:
        return
    for one, other in (both, both[::-1]):
        if str(one) in lengths and isinstance(other, int):
            yield "is", (*lengths[str(one)], other)


def _less(axis: Axis) -> tuple[str, int]:
    """The name of a length and a number, where the axis is that length less the number."""
    number, dims = summands(axis)
    if len(dims) != 1 or number and dims[0].offset:
        return "", 0
    return dims[0].name, dims[0].offset - number


def _compared(fn: Function) -> Iterator[tuple[str, ...]]:
    """The names of two lengths that a derivative compares."""
    if not inventory(fn).calls(_COMPARISONS):
        return
    calls = [op for op in inventory(fn).ops if isinstance(op, Call)]
    lengths = {op.result: shape_of(op.args[0].type)[op.args[1].value]
               for op in calls if op.callee is prims.axis_length}  # fmt: skip
    for op in calls:
        if op.callee in _COMPARISONS and op.span is not None and not op.span.is_primal:
            names = {name for arg in op.args for name in _NAME.findall(str(lengths.get(arg, "")))}
            if len(names) == 2:
                yield tuple(names)


def _differing(a: Axis, b: Axis) -> Iterator[tuple[str, str]]:
    """The names in which two lengths differ that are made in the same way."""
    texts = str(a), str(b)
    if _NAME.sub("", texts[0]) == _NAME.sub("", texts[1]):
        yield from (pair for pair in zip(*map(_NAME.findall, texts)) if pair[0] != pair[1])
