"""What loops run over: the items where they are known, else the first one and the rest."""

from __future__ import annotations

import enum
import itertools
import operator
from collections.abc import Callable
from dataclasses import dataclass

from ..ir.nodes import Value
from ..ir.types import INT, TupleType
from .abstract import (
    Abstract, Array, Count, Cycle, Dyn, Enumerate, Items, Picked, Range, Ref, Repeat, Reversed,
    Static, Tuple, Zip,
)  # fmt: skip
from .demands import UNROLL_LIMIT
from .iterators import Iterators
from .ranges import reversed_range


@dataclass(slots=True)
class Walked:
    """What a loop that is written out goes through: its items, and what its lists held then."""

    iterable: Abstract
    items: list[Abstract]
    contents: list


class Iterables(Iterators):
    """Adds what loops run over to the iterators."""

    def __init__(self, span=None):
        super().__init__(span)
        self.unroll_ranges = False

    def static_items(self, iterable: Abstract) -> list[Abstract] | None:
        """The items, where the loop is to be unrolled."""
        match iterable:
            case Tuple(items=items):
                return list(items)
            case Static(value=enum.EnumMeta() as members):
                return [Static(member) for member in members]
            case Static(value=frozenset() | set() as v):
                return self.items_of_set(v)
            case Static(value=tuple() | str() | list() | dict() as v):
                return [Static(x) for x in v]
            case Ref(identity=identity):
                content = self.content(iterable)
                if isinstance(content, Value):
                    return None
                if identity.kind == "dict":
                    return [Static(k) for k in content.keys]
                if identity.kind == "list":
                    return list(content.values)
                return None
            case Range() if self.unroll_ranges:
                return self.written_out(iterable)
            case Zip(items=items):
                columns = [self.static_items(i) for i in items]
                known = [c for c in columns if c is not None]
                if known or any(isinstance(item, Cycle) for item in items):
                    return self.zip_columns(items, columns)
                return None
            case Enumerate(inner=inner, start=Static(value=start)):
                column = self.static_items(inner)
                if column is None:
                    return None
                return [Tuple((Static(start + k), v)) for k, v in enumerate(column)]
            case Reversed(inner=inner):
                column = self.static_items(inner)
                return None if column is None else column[::-1]
        return None

    def walked(self, iterable: Abstract, items: list[Abstract]) -> Walked:
        return Walked(iterable, items, self.contents_in(iterable))

    def items_now(self, walked: Walked) -> list[Abstract]:
        """The items, of a list that the loop changes as it is by now: Python looks at it each
        time."""
        contents = self.contents_in(walked.iterable)
        if any(a is not b for a, b in zip(contents, walked.contents)):
            items = self.static_items(walked.iterable)
            items = self.written_out(walked.iterable) if items is None else items
            same = items is not None and len(items) == len(walked.items)
            longer = isinstance(walked.iterable, Ref) and items is not None
            if not same and not (longer and len(items) <= UNROLL_LIMIT):
                self.refuse(
                    "the loop changes the list that it runs over",
                    "loop over a copy of the list, or over a range",
                )
            walked.items, walked.contents = items, contents
        return walked.items

    def contents_in(self, iterable: Abstract) -> list:
        """What the lists and arrays that a loop goes through hold now."""
        match iterable:
            case Ref(identity=identity) if identity.kind == "list":
                return [self.content(iterable)]
            case Array(storage=storage):
                return [self.state.heap[storage]]
            case Zip(items=items):
                return [content for item in items for content in self.contents_in(item)]
            case Enumerate(inner=inner) | Reversed(inner=inner) | Picked(sequence=inner):
                return self.contents_in(inner)
        return []

    def items_of_set(self, items: frozenset) -> list[Abstract]:
        if len(items) > 1 and not all(isinstance(item, int) for item in items):
            self.refuse(
                "the order of a set differs between runs of the program",
                "go through sorted(...) of it",
            )
        return [Static(item) for item in items]

    def zip_columns(self, items, columns) -> list[Abstract] | None:
        """Known items zipped with a range or array: rows where that has a known length too, and
        None, for a loop, where the known items can be one list."""
        columns = [c or self.written_out(i) for i, c in zip(items, columns)]
        if any(column is not None and not column for column in columns):
            return []
        count = min((len(c) for c in columns if c is not None), default=0)
        pairs = zip(items, columns)
        columns = [self.beginning(i, count) if c is None else c for i, c in pairs]
        if None not in columns:
            return [Tuple(row) for row in zip(*columns)]
        if all(c is None or self.is_uniform(c) for c in columns):
            return None
        unknown = [i for i, c in zip(items, columns) if c is None]
        return self.need("the number of items", *(v for i in unknown for v in self.counts(i)))

    def beginning(self, endless: Abstract, count: int) -> list[Abstract] | None:
        """As many items of what has no end; None for anything else."""
        match endless:
            case Repeat(value=value):
                return [value] * count
            case Cycle(items=items):
                return list(itertools.islice(itertools.cycle(items), count))
            case Count(start=start, step=step):
                steps = (self.binary(operator.mul, step, Static(k)) for k in range(count))
                return [self.binary(operator.add, start, step) for step in steps]
        return None

    def is_growing_list(self, value: Abstract) -> bool:
        return isinstance(value, Ref) and isinstance(self.content(value), Value)

    def is_uniform(self, items: list[Abstract]) -> bool:
        """True where one list of numbers or arrays can hold the items."""
        type_ = self.list_type(Items(tuple(items)))
        return type_ is not None and not isinstance(type_.item, TupleType | None)

    def written_out(self, iterable: Abstract) -> list[Abstract] | None:
        """All items of anything whose length is known, unless they are too many."""
        match iterable:
            case Range(start=Static(value=a), stop=Static(value=b), step=Static(value=c)):
                numbers = range(a, b, c)
                return [Static(i) for i in numbers] if len(numbers) <= UNROLL_LIMIT else None
            case Static(value=range() as numbers):
                return [Static(i) for i in numbers] if len(numbers) <= UNROLL_LIMIT else None
            case Array():
                length = self.value_of(iterable).type.shape[:1]
                if not length or not isinstance(length[0], int) or length[0] > UNROLL_LIMIT:
                    return None
                return list(self.rows_of(iterable))
            case Enumerate(inner=inner, start=Static(value=start)):
                column = self.written_out(inner)
                return column and [Tuple((Static(start + k), v)) for k, v in enumerate(column)]
            case Reversed(inner=inner):
                column = self.written_out(inner)
                return None if column is None else column[::-1]
            case Zip(items=items):
                columns = [self.written_out(i) for i in items]
                return None if None in columns else [Tuple(row) for row in zip(*columns)]
            case Picked(sequence=sequence, indices=indices):
                column = self.written_out(indices)
                return None if column is None else [self.get_item(sequence, k) for k in column]
            case Range():
                return None
        return self.static_items(iterable)

    def counts(self, iterable: Abstract) -> tuple[Abstract, ...]:
        """The values that decide how many items there are."""
        match iterable:
            case Range(start=start, stop=stop, step=step):
                return start, stop, step
            case Array():
                return (self.length(self.value_of(iterable), 0),)
            case Zip(items=items):
                return tuple(v for item in items for v in self.counts(item))
            case Enumerate(inner=inner) | Reversed(inner=inner) | Picked(sequence=inner):
                return self.counts(inner)
        return (iterable,)

    # --- the first item and the rest ---

    def split(self, iterable: Abstract) -> tuple[Callable[[], Abstract], Abstract, Abstract]:
        """A function that gives the first item, what remains, and whether there is a first."""
        match iterable:
            case Static(value=range() as r):
                return self.split(Range(Static(r.start), Static(r.stop), Static(r.step)))
            case Static(value=list() | tuple() as v):
                return lambda: Static(v[0]), Static(v[1:]), Static(bool(v))
            case Range():
                return self.split_range(iterable)
            case Zip(items=items):
                parts = [self.split(i) for i in items]
                runs = parts[0][2]
                for part in parts[1:]:
                    runs = self.both(runs, part[2])
                rest = Zip(tuple(p[1] for p in parts))
                return lambda: Tuple(tuple(p[0]() for p in parts)), rest, runs
            case Enumerate(inner=inner, start=start):
                first, rest, runs = self.split(inner)
                after = self.binary(operator.add, start, Static(1))
                return lambda: Tuple((start, first())), Enumerate(rest, after), runs
            case Reversed(inner=inner):
                return self.split_reversed(inner)
            case Picked(sequence=sequence, indices=indices):
                first, rest, runs = self.split_range(indices)
                return lambda: self.get_item(sequence, first()), Picked(sequence, rest), runs
            case Repeat(value=value):
                return lambda: value, iterable, Static(True)
            case Cycle(items=items) if items:
                return lambda: items[0], Cycle((*items[1:], items[0])), Static(True)
            case Count(start=start, step=step):
                return lambda: start, Count(self.binary(operator.add, start, step), step), Static(
                    True
                )
            case Array() | Ref():
                length = self.call(Static(len), [iterable], {})
                return self.split(Picked(iterable, Range(Static(0), length, Static(1))))
        self.refuse("this cannot be looped over here")

    def split_range(self, numbers: Range):
        start, stop, step = numbers.start, numbers.stop, numbers.step
        rest = Range(self.binary(operator.add, start, step), stop, step)
        if isinstance(step, Static):
            before = operator.lt if step.value > 0 else operator.gt
            return lambda: start, rest, self.binary(before, start, stop)
        count = Dyn(self.emit(len, self.operand(numbers), type=INT))
        return lambda: start, rest, self.binary(operator.gt, count, Static(0))

    def split_reversed(self, inner: Abstract):
        if isinstance(inner, Range):
            return self.split_range(reversed_range(self, inner.start, inner.stop, inner.step))
        length = self.call(Static(len), [inner], {})
        last = self.binary(operator.sub, length, Static(1))
        return self.split(Picked(inner, Range(last, Static(-1), Static(-1))))
