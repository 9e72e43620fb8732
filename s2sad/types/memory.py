"""The memory of the abstract interpreter: what every name stands for now, and what a write changes.

Arrays are storages with versions: reading a view takes it from the latest version, writing makes a
new one. Lists, dicts and objects have contents. What may have been changed through another name
is unknown from then on, and reading it is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import NoReturn

import numpy as np

from ..ir import prims
from ..ir.identity import operand_key
from ..ir.nodes import Const, For, Operand, Pack, Value, While
from ..ir.types import ListType
from ..source import Span
from . import homes, whereabouts
from .abstract import Abstract, Array, Blur, Conflict, Identity, Ref, State, Tuple
from .apart import CLAIMED, Claim
from .demands import Order
from .lattice import holds_mutable, is_mutable
from .layout import Orders


#: a step to the same entries, as constants of differentiation; a write goes past it
HELD = Pack(prims.View, (Const(prims.stop_gradient),))


class Memory:
    """Base of Context, which emits and refuses."""

    def __init__(self):
        self.state = State()
        self.no_grad = 0  # how many `with no_grad():` are open
        self.views: dict[tuple, Value] = {}
        self.order = Orders()
        self.writes: dict[Identity, Span | None] = {}  # where a list, dict or object is written
        #: some list of unknown length was put together from lists that may share items
        self.repeating = False
        #: what is taken for granted of lists of lists or arrays, see apart.py
        self.claims: list[Claim] = []
        self.copies: dict[Identity, list[Value]] = {}  # run-time lists, made of one that is known
        self.claims_allowed = CLAIMED
        self.versions: list[tuple[Value, Value]] = []  # of an array, before and after a write
        self.handed: dict[Identity, None] = {}  # arrays of others, who see how they end
        self.unsure: set[Value] = set()  # what some path leaves UNDEFINED
        #: lists, dicts and objects that one path has made -> True, and UNDEFINED on the other one
        self.marks: dict[Identity, Value] = {}
        self.roots: dict[Value, Value] = {}  # version of a list -> the one whose items moved last
        #: lists and their roots -> the version before their items moved again, and in which block
        self.moved: dict[tuple[Identity, Value], tuple[object, Value]] = {}
        #: versions of lists in which an item has taken the place of another -> the root before, the
        #: two places, and whether some item stood twice before
        self.half_swapped: dict[Value, tuple] = {}
        #: what was read since each of these was begun -> its keys or attributes, or None for all
        self.logs: list[dict[Identity, set | None]] = []

    def content(self, thing: Identity | Ref, keys: Iterable | None = None):
        """What the thing holds now; refused where a write through another name may have
        changed it. Of a dict or object only these keys or attributes are read, if any are given."""
        if isinstance(thing, Ref):
            if thing.path:
                return self.inner_list(thing)
            thing = thing.identity
        identity = thing
        blur = self.state.unknown.get(identity)
        if blur is not None and identity in self.state.where:
            return whereabouts.content(self, identity)
        if blur is not None and (found := homes.latest(self, identity)) is not None:
            return found
        if blur is not None:
            line = f" (line {blur.span.line})" if blur.span else ""
            kind = {"cell": "variable", "record": "tuple"}.get(identity.kind, identity.kind)
            advice = f"make one of the two {kind}s a copy"
            if kind in ("list", "tuple"):
                advice = f"put a copy of what is written into the {kind}, or {advice}"
            self.demand(
                f"whether '{identity.name or f'this {kind}'}' was changed by an earlier write"
                f"{line} is decided only at run time",
                advice,
                (Order(),) if blur.by_order else (blur.loop,) if blur.loop else (),
            )
        found = self.state.heap[identity]
        if isinstance(found, Conflict):
            self.conflict(found)
        self.note_read(identity, keys)
        return found

    def note_read(self, identity: Identity, keys: Iterable | None = None) -> None:
        for log in self.logs:
            known = log.get(identity, set())
            log[identity] = None if known is None or keys is None else {*known, *keys}

    def change(self, ref: Ref, content) -> None:
        """The list, dict or object holds something else now."""
        identity = ref.identity
        for thing in (identity, *identity.twins):
            if thing.readonly:
                homes.check_write(self, thing)
        if ref.path:
            homes.write_back(self, ref, content)
            return
        self.writes.setdefault(identity, self.span)
        before = self.state.heap.get(identity)
        if isinstance(before, Value):
            self.moved[identity, self.roots.get(before, before)] = self.builder, before
        self.state.heap[identity] = content
        self.blur(identity.twins | identity.holders, writer=identity)
        if identity.may_be_listed:
            self.moved.clear()
            self.blur_lists(identity, content if isinstance(content, Value) else None)

    def refuse_write_outside(self) -> NoReturn:
        self.refuse(
            "a write into an object outside the function cannot be followed",
            "pass it as an argument, or return the new value",
        )

    def blur(
        self, identities: set[Identity], by_order: bool = False, writer: Identity | None = None,
        loop: For | While | None = None,
    ) -> None:
        """A write elsewhere, through `writer`, may have changed these too; so it is, maybe, in the
        first iteration of `loop` alone."""
        todo = list(identities)
        while todo:
            identity = todo.pop()
            known = identity in self.state.heap and identity not in self.state.unknown
            if known and identity is not writer:
                self.state.unknown[identity] = Blur(self.span, by_order, loop)
                before = writer and writer.first.get(identity)
                todo.extend(identity.holders if before is None else before)

    def inner_list(self, ref: Ref) -> Value:
        """The list of unknown length that a path leads to in another."""
        value = self.content(ref.identity)
        if self.roots.get(value, value) is not ref.root:
            value = self.before_move(ref)
        for index in ref.path:
            key = (value, operand_key(index))
            if key not in self.views:
                self.views[key] = self.emit(operator.getitem, value, index, type=value.type.item)
            value = self.views[key]
        return value

    def before_move(self, ref: Ref) -> Value:
        """The version of a list that an item was taken of, where only the places of its items have
        changed since, in this block."""
        block, value = self.moved.get((ref.identity, ref.root), (None, None))
        if block is not self.builder:
            self.refuse_moved(ref)
        return value

    def refuse_moved(self, ref: Ref) -> None:
        self.refuse(
            f"the list '{ref.identity.name}' has changed since this item of it was taken",
            "index the list again",
        )

    def link_all(self, identity: Identity, other: Identity) -> None:
        """The two may share memory, and the first whatever else the other may share it with."""
        for linked in (other, *other.links):
            identity.link(linked)
        identity.maybe_view |= other.maybe_view

    # --- arrays: storages, versions, views ---

    def new_storage(self, value: Value, name: str = "") -> Identity:
        storage = Identity("array", name or value.name)
        storage.order = self.order.of(value)
        self.state.heap[storage] = value
        return storage

    def part(self, array: Array, *steps: Operand) -> Array:
        """The part of the array that the steps lead to, as it is seen here."""
        held = (HELD,) if self.no_grad else ()
        return Array(array.storage, (*array.path, *steps, *held))

    @contextmanager
    def unheld(self):
        """What is emitted here is no constant of differentiation because of where it stands."""
        saved, self.no_grad = self.no_grad, 0
        try:
            yield
        finally:
            self.no_grad = saved

    def value_of(self, array: Array) -> Value:
        """The array's entries now: its storage's latest version, seen through its path."""
        value = self.content(array.storage)
        for step in array.path:
            value = self.view(value, step)
        return value

    def view(self, value: Value, step: Operand) -> Value:
        key = (value, operand_key(step))
        known = self.views.get(key)
        if known is None:
            with self.unheld():  # it is seen again behind a `with no_grad():`
                if isinstance(step, Pack) and step.kind is prims.View:
                    function, *args = step.items
                    known = self.emit(function.value, value, *args)
                else:
                    known = self.emit(operator.getitem, value, step)
            self.views[key] = known
        return known

    def write(
        self, array: Array, step: Operand | None, value: Operand, how: Callable = prims.write
    ) -> None:
        """`array[step] = value`, or `array[...] = value` where step is None."""
        storage = array.storage
        if storage.readonly:
            homes.check_write(self, storage)
        if self.no_grad and how is not prims.write:  # what it is added to is a constant then
            self.write(array, step, self.emit(operator.getitem, self.value_of(array), step))
        version = self.content(storage)
        path = array.path if step is None else (*array.path, step)
        self.check_write(version, value)
        if self.no_grad and isinstance(value, Value):
            value = self.emit(prims.stop_gradient, value)
        with self.unheld():  # what is not written keeps its derivative
            written = self.written(how, version, tuple(s for s in path if s is not HELD), value)
        self.new_version(storage, written)

    def written(self, write: Callable, version: Value, path: tuple, value: Operand) -> Value:
        """The version after a write. What is reshaped on the way is written in its new shape and
        reshaped back: cotangents go the same way, and need not be in C order."""
        reshaped = [k for k, step in enumerate(path) if is_reshape(step)]
        if not reshaped:
            path_operand = Pack(tuple, path)
            return self.emit(
                write, version, path_operand, value, name=version.name, type=version.type
            )
        last = reshaped[-1]
        part = version
        for step in path[:last]:
            part = self.view(part, step)
        new = self.written(write, self.view(part, path[last]), path[last + 1 :], value)
        axes = (self.operand(self.length(part, k)) for k in range(part.type.ndim))
        back = self.emit(np.reshape, new, Pack(tuple, tuple(axes)), type=part.type)
        if last == 0:
            back.name = version.name
            return back
        return self.written(prims.write, version, path[:last], back)

    def check_write(self, version: Value, value: Operand) -> None:
        kind = getattr(getattr(value, "type", None), "dtype", "")[:1]
        if kind == "c" and version.type.dtype[0] != "c":
            self.refuse(
                "a complex value is written into a real array, which drops its imaginary part",
                "write value.real, or make the array complex",
            )

    def replace(self, storage: Identity, version: Value) -> None:
        """A whole array becomes another version of itself, of the same type."""
        if storage.readonly:
            homes.check_write(self, storage)
        self.new_version(storage, version)

    def new_version(self, storage: Identity, value: Value) -> None:
        if storage.home is not None and storage.home.place is not None:
            homes.write_back(self, storage.home.place, value)
            return
        self.versions.append((self.state.heap[storage], value))
        self.state.heap[storage] = value
        self.state.unknown.pop(storage, None)  # it was known where the array stands
        for other in storage.links:
            loop = storage.loop if other in storage.first else None
            self.blur({other}, storage.maybe_view or other.maybe_view, loop=loop)
        if storage.may_be_listed:
            self.blur_lists(storage, value)

    def not_apart(self, version: Value, others: set[Identity]) -> set[Identity]:
        """Those lists that may hold what has changed in this version of an array or another list;
        of the rest it is claimed that they do not (see apart.py)."""
        if type(version.type) not in self.claims_allowed:
            return others
        found = set()
        for other in others:
            values = [] if other in self.state.unknown else self.held_in(other, set())
            if values is None:
                found.add(other)
            else:
                self.claims += [(version, value) for value in values]
        return found

    def held_in(self, identity: Identity, seen: set[Identity]) -> list[Value] | None:
        """A list of unknown length as a value, or those that hold a known one; None where that is
        not known."""
        content = self.state.heap.get(identity)
        if isinstance(content, Value):
            return [content]
        seen.add(identity)
        holders = [holder for holder in identity.holders if holder not in seen]
        found = [self.held_in(holder, seen) for holder in holders]
        if not found or None in found:
            return None
        return [value for values in found for value in values]

    @contextmanager
    def without_claims(self):
        """While a function of its own is made, of which the program has copies."""
        before, self.claims_allowed = self.claims_allowed, frozenset()
        try:
            yield
        finally:
            self.claims_allowed = before

    def blur_lists(self, changed: Identity, version: Value | None = None) -> None:
        """What has changed is in some list of unknown length: items go from list to list, and
        which lists have this one is not followed. Any of them may, and what was taken out, but for
        those that are taken to be apart from the list or array of which this is the `version`."""
        holding = {
            identity for identity, content in self.state.heap.items()
            if isinstance(content, Value) and holds_mutable(content.type)
        } - homes.left_by(self, changed)  # fmt: skip
        if version is not None:
            near = {changed, *changed.twins, *changed.holders, *changed.links}
            holding = (holding & near) | self.not_apart(version, holding - near)
        for identity in holding:
            items = {link for link in identity.links if link.readonly}
            self.blur({identity} | items, writer=changed)

    def join_lists(self, type: ListType) -> None:
        """Two lists become one, in which an item of both stands twice."""
        self.repeating |= is_mutable(type.item)


def mutable_parts(value: Abstract) -> list[Identity]:
    """The arrays, lists, dicts and objects that the value is or holds as a tuple."""
    match value:
        case Array(storage=storage):
            return [storage]
        case Ref(identity=identity):
            return [identity]
        case Tuple(items=items):
            return [part for item in items for part in mutable_parts(item)]
    return []


def is_reshape(step: Operand) -> bool:
    """A step of a path that only an array in C order has as a view."""
    return isinstance(step, Pack) and step.kind is prims.View and step.items[0].value is np.reshape
