"""What a loop runs over: the iterables of the emitted loop, and items made of its variables."""

from __future__ import annotations

import operator
from collections.abc import Callable

from ..ir import prims
from ..ir.nodes import Operand, Value, While
from ..ir.types import INT, ArrayType, IterType, ListType, ScalarType, Type
from . import homes, known_loops
from .abstract import (
    Abstract, Array, Conflict, Count, Dyn, Enumerate, Items, Picked, Range, Ref, Repeat, Reversed,
    Static, Tuple, Zip,
)  # fmt: skip
from .demands import is_captured
from .lattice import is_mutable
from .ranges import reversed_range

Plan = Callable[[list[Value]], Abstract]


def column(found: list, operand: Operand, type: Type, make: Callable[[Value], Abstract]) -> Plan:
    """One more iterable of the emitted loop; items are made of its variable alone."""
    found.append((operand, type))
    position = len(found) - 1
    return lambda variables: make(variables[position])


class Iteration:
    """Base of LoopAttempt."""

    def make_sources(self) -> list[tuple[Operand, object]]:
        """(iterable operand, type of its items) for each iterable of the emitted loop."""
        self.even = False
        if isinstance(self.op, While):
            return []
        if isinstance(self.iterable, Zip):
            self.even = known_loops.are_even(self.cx, self.iterable)
        found: list[tuple[Operand, object]] = []
        self.plan = self.plan_source(self.iterable, found)
        return found

    def plan_source(self, iterable: Abstract, found: list) -> Plan:
        """How an item is made of the loop variables: a function from variables to abstract."""
        cx = self.cx
        match iterable:
            case Range(start=start, stop=stop, step=step):
                bounds = tuple(map(cx.operand, (start, stop, step)))
                path = cx.origins.paths.get(bounds[2])
                is_given = path is not None and bounds[2].type == INT and not is_captured(path)

                def number(variable: Value) -> Dyn:
                    cx.windows.note_range(variable, *bounds, is_given)
                    return Dyn(variable)

                return column(found, cx.operand(iterable), INT, number)
            case Static(value=range() as r):
                whole = Range(Static(r.start), Static(r.stop), Static(r.step))
                return self.plan_source(whole, found)
            case Zip(items=items):
                arrays = [i for i in items if self.is_indexed(i)]
                index = self.plan_index(arrays, found) if len(arrays) > 1 else None
                plans = [
                    self.plan_source(i, found) if index is None or not self.is_indexed(i)
                    else self.plan_item(i, index) for i in items
                ]  # fmt: skip
                return lambda variables: Tuple(tuple(p(variables) for p in plans))
            case Enumerate(inner=inner, start=start):
                counter = cx.emit(prims.count, cx.operand(start), type=IterType(INT))
                number = column(found, counter, INT, Dyn)
                plan = self.plan_source(inner, found)
                return lambda variables: Tuple((number(variables), plan(variables)))
            case Count(start=start, step=Static(value=1)):
                counter = cx.emit(prims.count, cx.operand(start), type=IterType(INT))
                return column(found, counter, INT, Dyn)
            case Repeat(value=value):
                return lambda variables: value
            case Array():
                return self.plan_array(iterable, found)
            case Reversed(inner=inner):
                return self.plan_reversed(inner, found)
            case Picked(sequence=sequence, indices=indices):
                return column(
                    found, cx.operand(indices), INT, lambda v: cx.get_item(sequence, Dyn(v))
                )
            case Dyn(value=Value(type=ListType() | IterType()) as value):
                return column(found, value, value.type.item, cx.wrap_item)
            case Tuple() | Ref() | Static() if cx.list_type(iterable) is not None:
                return self.plan_list(iterable, found, None)
            case Conflict():
                cx.conflict(iterable)
        cx.refuse(
            "this cannot be looped over here",
            "loop over a range, an array, a list, a tuple, zip, enumerate or reversed",
        )

    def plan_list(self, iterable: Abstract, found: list, order) -> Plan:
        """A list, or a tuple as a list; `order` is None or `reversed`."""
        cx = self.cx
        iterable = cx.as_whole(iterable) or iterable
        type_, content = cx.list_type(iterable), cx.list_content(iterable)
        if isinstance(content, Items) and not is_mutable(type_.item):
            value = cx.numbers(content.values, type_)
        else:
            value = cx.list_value(iterable, type_)
        owner = iterable.identity if isinstance(iterable, Ref) else None
        if not value.name and owner is not None:  # as the user calls it
            value.name = owner.name
        if self.op in cx.directives.rows and owner is not None:
            return self.plan_rows(iterable, found, order)
        if not value.name and iterable is self.iterable:
            value.name = getattr(self.op.iterables[0], "name", "")
        item = value.type.item
        operand = cx.emit(order, value, type=IterType(item)) if order else value
        walk = self.visit, len(found)
        loop = self.op if isinstance(content, Value) else None

        def taken(variable: Value) -> Abstract:
            wrapped = cx.wrap_item(variable, owner, walk)
            return homes.without_index(wrapped, loop) if loop and owner else wrapped

        return column(found, operand, item, taken)

    def plan_rows(self, rows: Ref, found: list, order) -> Plan:
        """A list whose items the loop writes into is read by its indices."""
        cx = self.cx
        length = cx.call(Static(len), [rows], {})
        indices = Range(Static(0), length, Static(1))
        if order:
            indices = reversed_range(cx, Static(0), length, Static(1))
        return column(found, cx.operand(indices), INT, lambda v: cx.get_item(rows, Dyn(v)))

    def plan_array(self, array: Array, found: list, backwards: bool = False) -> Plan:
        """A 1-d array that the loop does not write gives its entries; any other is indexed."""
        cx = self.cx
        value = cx.value_of(array)
        if value.type.ndim == 0:
            cx.refuse("iteration over a 0-d array")
        if not backwards and not self.is_indexed(array):
            return column(found, value, ScalarType(value.type.dtype), Dyn)
        length = cx.length(value, 0)
        if backwards:
            last = cx.binary(operator.sub, length, Static(1))
            indices = Range(last, Static(-1), Static(-1))
        else:
            indices = Range(Static(0), length, Static(1))
        return column(found, cx.operand(indices), INT, lambda v: cx.get_item(array, Dyn(v)))

    def is_indexed(self, iterable: Abstract) -> bool:
        """True for an array of which the loop reads items by their index."""
        ndim = self.cx.value_of(iterable).type.ndim if isinstance(iterable, Array) else 0
        return ndim > 1 or (ndim == 1 and self.forms.indexed)

    def plan_index(self, arrays: list[Array], found: list) -> Plan:
        """The index at which a loop reads all of the arrays, as far as the shortest goes."""
        cx = self.cx
        lengths = {cx.operand(n): n for n in (cx.length(cx.value_of(a), 0) for a in arrays)}
        least, *others = lengths.values()
        if others:
            least = cx.call(Static(min), [least, *others], {})
        return column(found, cx.operand(Range(Static(0), least, Static(1))), INT, Dyn)

    def plan_item(self, array: Array, index: Plan) -> Plan:
        return lambda variables: self.cx.get_item(array, index(variables))

    def plan_reversed(self, inner: Abstract, found: list) -> Plan:
        cx = self.cx
        match inner:
            case Range(start=a, stop=b, step=c):
                return self.plan_source(reversed_range(cx, a, b, c), found)
            case Array():
                return self.plan_array(inner, found, backwards=True)
            case Tuple() | Ref() | Static() if cx.list_type(inner) is not None:
                return self.plan_list(inner, found, reversed)
        cx.refuse("this cannot be looped over in reverse", "reverse a range, a list or an array")

    def bind_items(self) -> Abstract | None:
        """Fresh loop variables, and the item that the body's own variable stands for."""
        if isinstance(self.op, While):
            return None
        name = self.op.body.args[0].name
        self.variables = [Value("", t, self.span) for _, t in self.sources]
        self.cx.origins.loops.update(dict.fromkeys(self.variables, self.op))
        self.cx.origins.entries.update(
            v for v, (o, _) in zip(self.variables, self.sources)
            if isinstance(getattr(o, "type", None), ArrayType | ListType)
        )
        item = self.plan(self.variables)
        if len(self.variables) == 1:
            self.variables[0].name = name if isinstance(item, Dyn) else "i"
        if isinstance(item, Array):
            self.cx.suggest_name(item, name)
        return item

    def iterated_storage_written(self, iterable: Abstract | None = None) -> bool:
        """Whether the iteration writes into what the loop, or this part of it, runs over."""
        iterable = self.iterable if iterable is None else iterable
        match iterable:
            case Array(storage=storage):
                now = self.cx.state.heap[storage]
                written = now is not self.entry_content[storage]
                return written or storage in self.cx.state.unknown
            case Zip(items=items):
                return any([self.iterated_storage_written(item) for item in items])
            case Enumerate(inner=inner) | Reversed(inner=inner) | Picked(sequence=inner):
                return self.iterated_storage_written(inner)
            case Tuple():
                self.check_arrays(iterable)
            case Ref(identity=identity):
                if self.op in self.cx.directives.rows and not self.is_moved(identity):
                    return False
                self.check_arrays(iterable)
                if self.cx.state.heap[identity] is not self.base.heap[identity]:
                    self.cx.refuse(
                        "the loop changes the list that it runs over",
                        "loop over a copy of the list, or over a range",
                    )
        return False

    def check_arrays(self, items: Abstract) -> None:
        """The emitted loop takes its items from a list as it was before the first iteration."""
        heap, entered = self.cx.state.heap, self.entry_content
        for identity in self.cx.reachable([items]):
            if identity.kind == "array" and heap[identity] is not entered.get(
                identity, self.base.heap.get(identity)
            ):
                self.cx.refuse(
                    "the loop writes into an array of the list that it runs over",
                    "loop over a range, or write into a copy",
                )
