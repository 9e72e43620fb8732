"""Lists of unknown length, as values of the program: their items, and what is held in them.

A list of known length is a tuple of abstract values (Items) and nothing at run time. It becomes
one value, a list, where its length or an index is known only at run time.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.nodes import Const, Operand, Pack, UNDEFINED, Value, leaves
from ..ir.types import Dim, ListType, ScalarType, TupleType, Type
from . import gaps, homes, known_loops, misuse
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Ref, Slice, Static, Tuple, Undefined,
)  # fmt: skip
from .context import Context
from .dims import VARYING
from .equality import kind_of
from .failure import Again
from .gaps import build, has_gaps, is_gap, note_read
from .given import GivenItems, GivenTuple, parts_given, taken_apart
from .lattice import is_mutable, join_types, varies
from .loops_of_builtins import backwards, part_of
from .memory import mutable_parts
from .nesting import nest
from .slots import map_dims

INDEX_ARITHMETIC = frozenset({operator.add, operator.sub, operator.neg, operator.mul, operator.mod,
                              operator.floordiv, operator.getitem, int})  # fmt: skip
#: among how many items of different types an index of the run selects by branches
FEW = 8


class Lists(Context):
    """Adds lists to the context."""

    def as_whole(self, value: Abstract) -> Ref | None:
        """A list or tuple of numbers that is given, as one list of the run; `Specializer` knows."""
        return None

    def prefer_known(self, value: Abstract) -> None:
        """A list that a loop over known items has made is better known item by item here."""
        if not isinstance(value, Ref) or value.path or value.identity.readonly:
            return
        loop = self.origins.loops.get(self.content(value))
        if loop in self.directives.loops - self.directives.unroll:
            self.directives.unroll.add(loop)
            raise Again

    def list_type(self, *contents) -> ListType | None:
        """The ListType that covers all the contents; None where their items differ in kind."""
        joined: ListType | None = ListType(None)
        for content in map(self.list_content, contents):
            if isinstance(content, Value):
                joined = join_types(joined, content.type, self.new_axis)
            elif isinstance(content, Items) and content.keys is None:
                for item in parts_given(content):
                    if is_gap(self, item):
                        continue
                    type = self.item_type(item)
                    if type is None:
                        return None
                    joined = joined and join_types(joined, ListType(type), self.new_axis)
            else:
                return None
        return joined

    def item_type(self, value: Abstract) -> Type | None:
        """The type of a value as an item of a list of unknown length: a list is one of those. A
        length that differs from iteration to iteration differs from item to item."""
        if kind_of(value) is list:
            return self.list_type(value)
        value = taken_apart(value)
        type = gaps.tuple_type(self, value) if isinstance(value, Tuple) else self.type_of(value)
        return map_dims(type, lambda dim: Dim(VARYING) if varies(dim) else dim)

    def item_operand(self, value: Abstract) -> Operand:
        if kind_of(value) is list:
            return self.list_value(value, self.list_type(value))
        if isinstance(value, Tuple):
            return Pack(value.cls, tuple(map(self.item_operand, value.items)))
        return self.operand(value)

    def list_content(self, value):
        """What a list or tuple, or the content of one, holds."""
        match value:
            case Ref():
                return self.content(value)
            case GivenTuple(note=note):
                return GivenItems(parts_given(value), None, note)
            case Tuple(items=items):
                return Items(items)
            case Static(value=tuple() | list() as items):
                return Items(tuple(map(Static, items)))
        return value

    def list_value(self, content, type: ListType) -> Value:
        """The content as one run-time list."""
        made_of, content = content, self.list_content(content)
        if isinstance(content, Value):
            return content
        parts = [part for item in content.values for part in mutable_parts(item)]
        if homes.may_meet(parts):
            self.join_lists(type)
        self.note_listed(content.values)
        made = build(self, content.values, type)
        if isinstance(made_of, Ref):
            self.copies.setdefault(made_of.identity, []).append(made)
        return made

    def list_operand(self, value, type: ListType) -> Operand:
        return Const(UNDEFINED) if isinstance(value, Undefined) else self.list_value(value, type)

    def wrap_item(
        self, value: Value, owner: Identity | None = None, walk: object = None
    ) -> Abstract:
        """An item of a list of unknown length; what is mutable in it must not be written. `walk`:
        what is the same for all items that a loop takes in turn."""
        wrapped = self.wrap(value)
        for part in mutable_parts(wrapped):
            part.readonly = Conflict(
                "an item of a list is written in place, of which it is known only at run time "
                "which one it is",
                "put the new value into the list: items[k] = ...",
                tuple(leaves(value)),
            )
            if owner is not None and part.is_memory:
                self.link_all(part, owner)
            elif owner is not None:
                owner.holders.add(part)
                part.source = owner, walk or object()
        return wrapped

    def item_of_record(self, value: Value, owner: Identity) -> Abstract:
        """What is taken out of a record: what is mutable in it must not be written."""
        wrapped = self.wrap(value)
        for part in mutable_parts(wrapped):
            part.readonly = Conflict(
                "what is written into is in a tuple that a function which calls itself returned",
                "write into a .copy()",
                tuple(leaves(value)),
            )
            self.may_hold(part, owner)
            if not part.is_memory:
                owner.holders.add(part)
        return wrapped

    def enclose(self, record: Identity, value: Tuple) -> None:
        """The record is made of this tuple: it changes when what is mutable in it is written."""
        for part in mutable_parts(value):
            self.may_hold(record, part)

    def may_hold(self, identity: Identity, part: Identity) -> None:
        """An array, record or list may share memory with the other, or hold it."""
        self.link_all(identity, part)
        if not part.is_memory:
            part.holders.add(identity)

    def note_listed(self, values: Iterable[Abstract]) -> None:
        """The values go into a list of unknown length, and what is mutable in them."""
        for value in values:
            match value:
                case Array(storage=storage):
                    storage.put_into_a_list()
                case Tuple(items=items):
                    self.note_listed(items)
                case Ref(identity=identity) if not value.path:
                    identity.put_into_a_list()
                    content = self.state.heap.get(identity)
                    if isinstance(content, Items):
                        self.note_listed(content.values)

    def hold(self, identity: Identity, *values: Abstract, known: bool = False) -> None:
        """The list holds what is mutable in the values: it changes when they are written. `known`:
        these are its items, of which an earlier run of this part may have said so already."""
        self.note_listed(values)
        for part in (part for value in values for part in mutable_parts(value)):
            if part.is_memory:
                if not known:
                    homes.take_in(identity, part)
                self.link_all(identity, part)
                continue
            for one in (part, *part.twins):
                one.holders.add(identity)
            before = identity.repeated
            self.take_in(identity, part, object())
            if known:
                identity.repeated = before
            if part.source is not None:
                self.take_in(identity, *part.source)

    def hold_items(self, identity: Identity, *contents) -> None:
        """A list that becomes one of unknown length holds the items that were known."""
        for content in contents:
            if isinstance(content, Items):
                self.hold(identity, *content.values, known=True)

    def take_in(self, identity: Identity, owner: Identity, walk: object) -> None:
        """The list `owner`, or an item of it, goes into another one. What a list has of one walk
        through another are items of their own, unless the other has one twice; of two walks they
        may be the same. What is popped is not in the other any more."""
        popped = identity if walk is homes.POPPED and owner is identity else None
        for source in {owner, *owner.twins, *(i for i in owner.links if not i.is_memory)}:
            again = source in identity.links and identity.walks.get(source) != walk
            back = source is identity and source is not popped
            if again or back or source.repeated:
                identity.repeated = True  # an item of it goes into it again, or one twice
            identity.walks[source] = walk
            identity.links.add(source)

    def append(self, ref: Ref, value: Abstract) -> None:
        content = self.content(ref)
        if isinstance(content, Items):
            self.change(ref, Items((*content.values, value)))
            return
        self.append_dynamic(ref, content, value)

    def append_dynamic(self, ref: Ref, content: Value, value: Abstract) -> None:
        identity = ref.identity
        if is_gap(self, value):
            self.change(ref, gaps.append(self, content, identity.name))
            return
        item = self.item_type(value)
        joined = item and join_types(content.type, ListType(item), self.new_axis)
        if joined is None:
            nest(self, value)
            misuse.refuse_item(self, identity.name, content.type.item, item, value)
        new = self.emit(
            prims.list_append, content, self.item_operand(value), type=joined, name=identity.name
        )
        self.change(ref, new)
        self.hold(identity, value)

    def dynamic_item(
        self, items: tuple[Abstract, ...], index: Dyn, inside: bool = False
    ) -> Abstract:
        """An item of a known sequence at a run-time index; `inside`: it counts from the first and
        is in range."""
        if not items:
            self.raises(IndexError("list index out of range"))
        type = self.list_type(Items(items))
        if any(is_gap(self, item) for item in items):
            type = type if has_gaps(self, items) else None
        tuples = type is not None and isinstance(type.item, TupleType)
        if type is None or (tuples and not known_loops.are_one_list(self, items)):
            try:
                self.need(
                    "this index, which selects among items of different types,", index,
                    advice="select by `if`, or keep items of one type in the list",
                )  # fmt: skip
            except UnsupportedError:
                columns = self.columns(items)
                if columns is not None:
                    parts = [self.dynamic_item(column, index, inside) for column in columns]
                    return Tuple(tuple(parts))
                if len(items) > FEW:
                    raise
            return self.either_item(items, index.value, inside)
        note_read(self, type)
        if isinstance(type.item, ScalarType) or tuples:
            source = self.numbers(items, type)
            return self.wrap(self.emit(operator.getitem, source, index.value, type=type.item))
        holder = Identity("list")
        self.state.heap[holder] = sequence = self.list_value(Items(items), type)
        self.hold(holder, *items)
        item = self.emit(operator.getitem, sequence, index.value, type=type.item)
        return self.wrap_item(item, holder)

    def numbers(self, items: tuple[Abstract, ...], type: ListType) -> Value:
        """A list of these numbers, or tuples of some, that nothing changes: one for all that read
        it."""
        key = prims.build_list, (type, *(operand_key(self.operand(item)) for item in items))
        known = self.views.get(key)
        if known is None:
            known = self.list_value(Items(items), type)
            if not self.no_grad:
                self.views[key] = known
        return known

    def columns(self, items: tuple[Abstract, ...]) -> list[tuple] | None:
        """What tuples of numbers have at each place, if they are alike."""
        plain = (isinstance(item, Tuple) and item.cls is tuple for item in items)
        types = [self.item_type(item) if is_plain else None
                 for item, is_plain in zip(items, plain)]  # fmt: skip
        if not all(isinstance(t, TupleType) and t == types[0] for t in types) or not all(
            isinstance(part, ScalarType) for part in types[0].items
        ):
            return None
        return list(zip(*(item.items for item in items)))

    def dynamic_item_of_list(self, ref: Ref, items: tuple[Abstract, ...], index: Dyn) -> Abstract:
        """A list of lists becomes one of unknown length, so that its items can be changed."""
        type = self.list_type(Items(items))
        if not homes.has_rows(self, type):
            return homes.without_index(self.dynamic_item(items, index))
        return self.item_of_list(ref, self.made_growing(ref, items, type), index)

    def made_growing(self, ref: Ref, items: tuple[Abstract, ...], type: ListType) -> Value:
        """The list is one of unknown length from here on."""
        value = self.state.heap[ref.identity] = self.list_value(Items(items), type)
        self.hold(ref.identity, *items, known=True)
        return value

    def item_of_list(self, ref: Ref, content: Value, index: Abstract) -> Abstract:
        if isinstance(index, Slice):
            return self.slice_of_list(ref, index)
        step = self.operand(index)
        if isinstance(content.type.item, ListType):
            outer = self.content(ref.identity)
            inner = Ref(ref.identity, (*ref.path, step), self.roots.get(outer, outer))
            self.content(inner)
            return inner
        note_read(self, content.type)
        got = self.emit(operator.getitem, content, step, type=content.type.item)
        return homes.at_index(self, self.wrap_item(got, ref.identity), ref, step)

    def detached(self, item: Abstract) -> Abstract:
        """An item that leaves its list: a list goes on as one of its own, which other lists may
        hold still."""
        homes.leave(item)
        if not isinstance(item, Ref) or not item.path or item.identity.repeated or self.repeating:
            return item
        content = self.inner_list(item)
        identity = Identity("list", item.identity.name)
        identity.listed = True
        identity.source = item.identity, homes.POPPED
        if is_mutable(content.type.item):
            self.link_all(identity, item.identity)
        self.state.heap[identity] = content
        return Ref(identity)

    def slice_of_list(self, ref: Ref, index: Slice) -> Abstract:
        """A new list of the items at the indices of the slice."""
        none = [isinstance(p, Static) and p.value is None for p in (index.start, index.stop)]
        step = Static(1) if isinstance(index.step, Static) and not index.step.value else index.step
        if not isinstance(step, Static) or (step.value < 0 and not all(none)):
            self.refuse("this slice of a list is not supported", "use a comprehension")
        if step.value < 0:
            return self.call_python(backwards, [ref, step], {})
        length = self.call(Static(len), [ref], {})
        start = Static(0) if none[0] else index.start
        stop = length if none[1] else index.stop
        return self.call_python(part_of, [ref, start, stop, step], {})

    def list_write(self, ref: Ref, content: Value, index: Abstract, value: Abstract) -> None:
        identity = ref.identity
        item = self.item_type(value)
        joined = item and join_types(content.type, ListType(item), self.new_axis)
        if isinstance(index, Slice):
            self.refuse(
                f"a slice of the list '{identity.name}', of unknown length, is assigned",
                "assign the items one by one",
            )
        if joined is None:
            nest(self, value)
            self.refuse(f"an item of another type is written into the list '{identity.name}'")
        step = self.operand(index)
        new = self.emit(
            prims.list_write, content, step, self.item_operand(value),
            type=joined, name=identity.name,
        )  # fmt: skip
        self.change(ref, new)
        place = homes.place_of(value)
        if place is not None and place.identity is identity and not ref.path:
            self.swap(value, place, content, step, new)
        else:
            self.hold(identity, value)

    def swap(
        self, value: Abstract, item: Ref, content: Value, index: Operand, new: Value
    ) -> None:
        """An item of a list takes the place of another, which then takes its place, or else stands
        in the list twice."""
        identity = item.identity
        root, place, other, repeated = self.half_swapped.get(content, (None, (), (), False))
        if root is item.root and self.same_places(item.path, place):
            if self.same_places((index,), other):
                identity.repeated = repeated
                return
        if item.root is self.roots.get(content, content):
            self.half_swapped[new] = item.root, (index,), item.path, identity.repeated
        self.hold(identity, value)

    def same_places(self, one: tuple[Operand, ...], other: tuple[Operand, ...]) -> bool:
        """Whether these are the same numbers, or what the same operation makes of the same ones."""
        return len(one) == len(other) and all(map(self.same_place, one, other))

    def same_place(self, a: Operand, b: Operand) -> bool:
        if operand_key(a) == operand_key(b):
            return True
        (f, x), (g, y) = (self.origins.calls.get(v, (None, ())) for v in (a, b))
        return f is g and f in INDEX_ARITHMETIC and self.same_places(x, y)
