"""Reading and writing parts of values: items, slices, unpacking."""

from __future__ import annotations

import operator
from operator import call
from typing import NoReturn

import numpy as np

from ..frozen import MISSING, can_change
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.nodes import Operand, Value, leaves
from ..ir.types import ArrayType, OpaqueType, ScalarType
from . import homes, misuse, records
from .abstract import (
    Abstract, Array, Conflict, Dyn, Identity, Items, Range, Ref, Slice, Static, Tuple, Zero,
)  # fmt: skip
from .bounds import closed_index, part_of_the_run
from .choices import has_open_bound, with_none
from .context import UNTRACKED
from .equality import known_value
from .joined import is_joiner, joined
from .layout import Flat
from .loops_of_builtins import without
from .ranges import range_item
from .slices import is_basic
from .tables import (
    is_table, item_of_known, item_outside, key_or_missing, refuse_to_make, unknown_key,
)  # fmt: skip
from .unpacking import Unpacking


TEXT = OpaqueType("text")


class Values(Unpacking):
    """Adds items to the lists and to what is unpacked."""

    def get_item(self, obj: Abstract, index: Abstract) -> Abstract:
        obj, index = self.definite(obj), self.definite(index)
        if self.has_method(obj, "__getitem__"):
            return self.call_method(obj, "__getitem__", (index,), {})
        if is_of_the_run(index) and (whole := self.as_whole(obj)) is not None:
            return self.item_of_whole(whole, index)
        if has_open_bound(index := closed_index(self, obj, index)):
            return with_none(self, [index], lambda known: self.get_item(obj, *known))
        match obj, index:
            case Zero(), _:
                return obj
            case Tuple(), Static(value=int() as k) if k >= 0 and obj.part(k) is not None:
                return obj.part(k)
            case Tuple(items=items), Static(value=int() as k):
                if not -len(items) <= k < len(items):
                    self.raises(IndexError("tuple index out of range"))
                return items[k]
            case Tuple(items=items), Slice():
                return Tuple(self.evaluate(operator.getitem, items, self.static_slice(index)))
            case Tuple(items=items), Dyn():
                return self.dynamic_item(items, index)
            case Ref(), _:
                return self.get_item_of_ref(obj, index)
            case Array(), _:
                return self.get_item_of_array(obj, index)
            case Static(value=v), _ if is_joiner(v):
                return joined(self, v, index)
            case Static(value=dict() as v), _:
                return item_outside(self, v, index)
            case Static(value=v), Static(value=k):
                return Static(self.evaluate(operator.getitem, v, k))
            case Static(value=str() | tuple() | list() | range() as v), Slice():
                at = self.static_slice(index)
                return self.lift_constant(self.evaluate(operator.getitem, v, at))
            case Static(value=str() | tuple() | list() as v), Dyn():
                return self.dynamic_item(tuple(map(Static, v)), index)
            case Range(), _:
                return range_item(self, obj, index)
            case Dyn(value=Value(type=ScalarType(python=False))), _:
                return self.item_of_number(obj, index)
            case Dyn(value=Value(type=OpaqueType() as type)), _:
                emit = self.emit_text if type == TEXT else self.emit_opaque
                return emit(operator.getitem, obj, index)
            case Conflict(), _:
                self.conflict(obj)
        misuse.check(self, operator.getitem, obj, index)
        return self.refuse("this value cannot be indexed")

    def evaluate(self, function, *values):
        """What Python gives for known values; its exception is raised where the program does."""
        try:
            return (self.asked if any(map(can_change, values)) else call)(function, *values)
        except Exception as error:  # noqa: BLE001 – whatever the user's own expression raises
            self.raises(error)

    def need(self, what: str, *values: Abstract, advice: str = "") -> NoReturn:
        """These values must be known when the code is generated."""
        culprits = [v for value in values for v in leaves(self.operand(value))]
        self.demand(f"{what} must be known when the code is generated", advice, tuple(culprits))

    def known_name(self, name: Abstract) -> str:
        if not isinstance(name, Static):
            self.need("the name of an attribute", name)
        return name.value

    def static_slice(self, index: Slice) -> slice:
        parts = (index.start, index.stop, index.step)
        if not all(isinstance(part, Static) for part in parts):
            self.need("the bounds of this slice of a tuple or list", index)
        return slice(*(part.value for part in parts))

    def get_item_of_ref(self, ref: Ref, index: Abstract) -> Abstract:
        identity = ref.identity
        if identity.kind == "dict":
            key = key_or_missing(self, index, ref)
            if key is MISSING:
                return item_of_known(self, self.content(ref), index)
            found = self.content(ref, (key,)).get(key)
            return self.missing_item(ref, key) if found is None else found
        content = self.content(ref, () if identity.kind == "object" else None)
        if identity.kind == "record":
            return records.item(self, ref, index)
        if isinstance(content, Value):
            return self.item_of_list(ref, content, index)
        if identity.kind == "list":
            match index:
                case Static(value=int() as k) if k >= 0 and content.part(k) is not None:
                    return content.part(k)
                case Static(value=int() as k):
                    if not -len(content.values) <= k < len(content.values):
                        self.raises(IndexError("list index out of range"))
                    return content.values[k]
                case Slice():
                    if (part := part_of_the_run(self, content, index)) is not None:
                        return part
                    at = self.static_slice(index)
                    return self.new_list(self.evaluate(operator.getitem, content.values, at))
                case Dyn():
                    return self.dynamic_item_of_list(ref, content.values, index)
        if identity.kind == "object":
            return self.call_method(ref, "__getitem__", (index,), {})
        misuse.check(self, operator.getitem, ref, index)
        self.refuse("this value cannot be indexed")

    def missing_item(self, ref: Ref, key) -> Abstract:
        """What a dict gives for a key that it does not have: a defaultdict makes an item."""
        factory = ref.identity.factory
        if factory is None:
            self.raises(KeyError(key))
        if any(thing.readonly for thing in (ref.identity, *ref.identity.twins)):
            refuse_to_make(self, f"'{ref.identity.name}'")
        made = self.call(factory, [], {})
        self.change(ref, self.content(ref).with_item(key, made))
        return made

    def new_list(self, values) -> Ref:
        identity = Identity("list")
        self.state.heap[identity] = Items(tuple(values))
        return Ref(identity)

    def new_dict(self, keys, values) -> Ref:
        identity = Identity("dict")
        self.state.heap[identity] = Items(tuple(values), tuple(keys))
        return Ref(identity)

    def item_of_number(self, number: Dyn, index: Abstract) -> Abstract:
        """NumPy's numbers are indexed as arrays of no axes are."""
        if known_value(index) == ():
            return number
        is_integer = type(known_value(index)) is int or (
            isinstance(index, Dyn) and getattr(index.value.type, "dtype", "f")[0] in "iu"
        )
        if is_integer or isinstance(index, Slice):
            self.raises(IndexError("invalid index to scalar variable."))
        return self.get_item(self.call(Static(np.asarray), [number], {}), index)

    def get_item_of_array(self, array: Array, index: Abstract) -> Abstract:
        step = self.operand(self.as_index(index))
        if not is_basic(step) or isinstance(array, Flat):
            value = self.value_of(array)
            return self.wrap(self.emit(operator.getitem, value, step))
        part = self.part(array, step)
        value = self.value_of(part)
        return part if isinstance(value.type, ArrayType) else Dyn(value)

    def as_index(self, index: Abstract) -> Abstract:
        """Ranges and known lists index as NumPy takes them."""
        if isinstance(index, Static) and isinstance(index.value, tuple):
            return Tuple(tuple(map(Static, index.value)))
        if isinstance(index, Range):
            return self.call(Static(np.arange), [index.start, index.stop, index.step], {})
        if isinstance(index, Ref) and isinstance(self.content(index), Value):
            return self.call(Static(np.array), [index], {})
        if isinstance(index, Tuple):
            return Tuple(tuple(map(self.as_index, index.items)))
        return index

    def set_item(self, obj: Abstract, index: Abstract, value: Abstract) -> None:
        index = closed_index(self, obj, self.definite(index))
        if has_open_bound(index):

            def write(known: list[Abstract]) -> Abstract:
                self.set_item(obj, *known, value)
                return Static(None)

            with_none(self, [index], write)
            return
        match obj:
            case Array():
                step = self.operand(self.as_index(index))
                if not self.is_part(value, obj, step):  # after `a[1:] += b` the part is in place
                    self.write(obj, step, self.entries(value))
            case Ref():
                self.set_item_of_ref(obj, index, value)
            case Conflict():
                self.conflict(obj)
            case Tuple():
                self.refuse("a tuple cannot be written into", "make it a list")
            case Dyn(value=Value(type=ScalarType())):  # as where two paths leave an array or it
                self.raises(TypeError("a number does not support item assignment"))
            case _:
                self.refuse_write_outside()

    def as_entries(self, value: Abstract) -> Abstract:
        """A list or tuple as the array that NumPy makes of it."""
        if isinstance(value, Tuple) or isinstance(value, Ref) and value.identity.kind == "list":
            return self.call(Static(np.array), [value], {})
        return value

    def entries(self, value: Abstract) -> Operand:
        """What is written into an array."""
        return self.operand(self.as_entries(value))

    def is_part(self, value: Abstract, array: Array, step: Operand) -> bool:
        """True where the value is the very part of the array that the step leads to."""
        if not isinstance(value, Array) or value.storage is not array.storage:
            return False
        path = self.part(array, step).path
        return list(map(operand_key, value.path)) == list(map(operand_key, path))

    def set_item_of_ref(self, ref: Ref, index: Abstract, value: Abstract) -> None:
        content, kind = self.content(ref), ref.identity.kind
        if isinstance(content, Value):
            homes.put(self, ref, content, index, value)
        elif kind == "dict":
            self.change(ref, content.with_item(self.key_of(index, owner=ref), value))
        elif kind == "list":
            if isinstance(index, Dyn):
                growing = homes.made_growing(self, ref, index, value)
                self.list_write(ref, growing, index, value)
                return
            k = index.value if isinstance(index, Static) else -1
            if isinstance(k, int) and k >= 0 and content.part(k) is not None:
                self.change(ref, content.with_part(k, value))
                return
            values = list(content.values)
            if isinstance(index, Static):
                self.evaluate(operator.setitem, values, index.value, value)
            else:
                at = self.static_slice(index)
                self.evaluate(operator.setitem, values, at, self.items_of(value))
            self.change(ref, Items(tuple(values)))
        else:
            self.call_method(ref, "__setitem__", (index, value), {})

    def delete_item(self, obj: Abstract, index: Abstract) -> None:
        if isinstance(obj, Static) and isinstance(obj.value, list | dict):
            self.refuse_change(obj.value)
        if not isinstance(obj, Ref):
            self.refuse("this cannot be deleted here", "use np.delete for the items of an array")
        content, kind = self.content(obj), obj.identity.kind
        if kind == "object":
            self.call_method(obj, "__delitem__", (index,), {})
        elif isinstance(content, Value):
            if isinstance(index, Slice):
                self.refuse("a slice of a growing list is deleted", "make a new list of the rest")
            self.change(obj, self.content(self.call_python(without, [obj, index], {})))
        elif kind == "dict":
            key = self.key_of(index, owner=obj)
            if content.get(key) is None:
                self.raises(KeyError(key))
            self.change(obj, content.without_item(key))
        else:
            values = list(content.values)
            at = self.static_slice(index) if isinstance(index, Slice) else self.known_index(index)
            self.evaluate(operator.delitem, values, at)
            self.change(obj, Items(tuple(values)))

    def key_of(self, key: Abstract, what: str = "a key of a dict", owner: Ref | None = None):
        """A key of a dict, or an item of a set, which must be known; of a dict that the program
        makes, `owner`, it may also be one of the run."""
        match key:
            case Ref(identity=Identity(kind="object")):
                self.refuse(
                    f"{what} is an object that the function makes or is given",
                    "keep the objects in a list or tuple, or give each a number or name as its key",
                )
            case Ref(identity=Identity(kind="list" | "dict" as kind)):
                self.raises(TypeError(f"unhashable type: '{kind}'"))
        known = known_value(key)
        if known is MISSING:
            unknown_key(self, key, what, owner)
        return known

    def pairs_of(self, source: Abstract) -> dict:
        """The items of a dict, or of a sequence of pairs."""
        if isinstance(source, Static) and isinstance(source.value, dict):
            return {k: Static(v) for k, v in source.value.items()}
        if isinstance(source, Ref) and source.identity.kind == "dict":
            content = self.content(source)
            return dict(zip(content.keys, content.values))
        if is_table(self, source):
            self.refuse(
                "a dict whose keys only the run decides is taken for one of known keys",
                "go through its items in a loop",
            )
        pairs = (self.items_of(pair) for pair in self.items_of(source))
        return {self.key_of(key): value for key, value in pairs}

    def known_index(self, index: Abstract) -> int:
        if not isinstance(index, Static):
            self.need("this index into a list", index)
        return index.value

    def items_of(self, value: Abstract) -> tuple[Abstract, ...]:
        """The items of a sequence whose length is known; an iterator is used up."""
        value = self.iterate(value)
        match value:
            case Tuple(items=items):
                return items
            case Static(value=tuple() | str() | range() | list() | dict() as v):
                return tuple(map(Static, v))
            case Ref(identity=identity):
                content = self.content(value)
                if isinstance(content, Value):
                    self.need("the number of items", value)
                if identity.kind == "object":
                    name = content.cls.__name__
                    self.refuse(f"{name} objects are no sequences", f"give {name} an __iter__")
                if isinstance(content, Items):
                    keys = content.keys
                    return content.values if keys is None else tuple(map(Static, keys))
            case Array():
                return self.rows_of(value)
            case Conflict():
                self.conflict(value)
        items = self.static_items(value)
        if items is None:
            items = self.written_out(value)
        if items is None:
            self.need(
                "the number of items", *self.counts(value),
                advice="use a tuple or list of fixed length, or an index",
            )
        return tuple(items)

    def rows_of(self, array: Array) -> tuple[Abstract, ...]:
        first = self.value_of(array).type.shape[0]
        if not isinstance(first, int):
            self.need(
                "the number of items", self.length(self.value_of(array), 0),
                advice="take the items by their indices",
            )
        return tuple(self.get_item(array, Static(k)) for k in range(first))

    def emit_opaque(self, callee, *args: Abstract, effect: bool = False, **kwargs) -> Abstract:
        """A call whose result the compiler only passes on; where numbers go into it, the result
        must not be used."""
        type = OpaqueType()
        if any(map(self.may_vary, (*args, *kwargs.values()))):
            name = callee.name if isinstance(callee, prims.Method) else callee.__name__
            made = [getattr(self.type_of(a), "name", "") for a in args]
            made = [before for before in made if before.startswith(UNTRACKED)]
            type = OpaqueType(made[0] if made else UNTRACKED + name)
        return self.emit_unchecked(callee, args, kwargs, type, effect)

    def emit_text(self, callee, *args: Abstract, **kwargs) -> Abstract:
        """A call that makes a text, or an exception: numbers may enter it, and end in it."""
        return self.emit_unchecked(callee, args, kwargs, TEXT, False)

    def emit_unchecked(self, callee, args, kwargs, type: OpaqueType, effect: bool) -> Abstract:
        operands = tuple(map(self.operand, args))
        pairs = tuple((k, self.operand(v)) for k, v in kwargs.items())
        return Dyn(self.emit(callee, *operands, kwargs=pairs, type=type, effect=effect))


def is_of_the_run(index: Abstract) -> bool:
    """An index, or a bound of a slice, that only the run knows."""
    if isinstance(index, Slice):
        return any(isinstance(part, Dyn) for part in (index.start, index.stop, index.step))
    return isinstance(index, Dyn)
