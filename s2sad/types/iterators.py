"""Iterators: generators, `iter(x)`, `map(...)`, used up as they are read.

A generator is run to its end where it is made, and its items are kept in a list: that is the same
as long as nothing that it has read is changed before the last item is taken, and it does not change
itself what it has given away, which is checked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ..ir import places
from ..ir.nodes import For, If, While
from . import misuse, records, whereabouts
from .abstract import (
    Abstract, Array, Closure, Conflict, Enumerate, Identity, Items, Method, Partial, Picked, Range,
    Ref, Reversed, Static, Tuple, Zip,
)  # fmt: skip
from .calls import Calls
from .given import parts_given
from .join import same_value


#: effects that are none where they happen earlier
WITHOUT_EFFECT = ("raise_", "assert_", "bound", *(callee.__name__ for callee in places.READING))


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """What an iterator still gives, and what of the program's memory it was made from.

    `again`: it is a view of a dict, of which one may go through the items more than once. `used`:
    something has gone through it, maybe not to its end.
    """

    sequence: Abstract
    watched: tuple[tuple[Identity, object, set | None], ...] = ()
    again: bool = False
    used: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """Memory and open block at the beginning of a generator; what is read from then on, and what
    it has given to who uses it, as that was then."""

    heap: dict
    position: int
    read: dict[Identity, set | None]
    given: dict[Identity, list] = field(default_factory=dict)


class Iterators(Calls):
    """Adds iterators to the calls."""

    def new_iterator(self, sequence: Abstract, watched=()) -> Ref:
        """An iterator over the sequence, for which what is watched must not change."""
        identity = Identity("iterator")
        self.state.heap[identity] = Pending(sequence, watched)
        return Ref(identity)

    def new_passage(self, sequence: Abstract, source: Abstract) -> Ref:
        """An iterator over the items of a source, whose arrays may be written meanwhile."""
        identity = Identity("iterator")
        read = [i for i in gone_through(source) if i.kind != "array"]
        self.state.heap[identity] = Pending(sequence, self.all_of(read))
        return Ref(identity)

    def new_view(self, items: tuple[Abstract, ...], owner: Ref) -> Ref:
        """`d.items()` and its like: refused where the dict has changed when they are used."""
        return self.view_while(Tuple(items), [owner.identity])

    def view_while(self, items: Abstract, unchanged: list[Identity]) -> Ref:
        identity = Identity("iterator")
        self.state.heap[identity] = Pending(items, self.all_of(unchanged), again=True)
        return Ref(identity)

    def begin_generator(self) -> Static:
        whereabouts.settle_all(self, list(self.state.where))
        start = Beginning(dict(self.state.heap), len(self.builder.ops), {})
        self.logs.append(start.read)
        return Static(start)

    def hand_out(self, value: Abstract, start: Beginning) -> None:
        """The generator gives the value to who uses it, and may read it again."""
        outer = self.state.outer
        earlier = start.heap, start.given, outer.heap if outer else {}
        for identity in self.reachable([value]):
            if identity in self.state.heap:
                if not any(identity in known for known in earlier):
                    start.read.pop(identity, None)  # that was before
                start.given.setdefault(identity, []).append(self.state.heap[identity])

    def finish_generator(self, items: Abstract, start: Beginning) -> Ref:
        """The iterator of a generator that has been run to its end."""
        heap = self.state.heap
        for identity, contents in start.given.items():
            changed = identity in heap and any(heap[identity] is not c for c in contents)
            if changed and identity.kind != "iterator":
                name = identity.name or f"a {identity.kind}"
                self.refuse(f"a generator changes '{name}' after it has yielded it", "yield a copy")
        self.check_without_effect(start, "a generator", "make it a function that returns a list")
        again = start.given.keys() & heap.keys()
        return self.new_iterator(items, self.read_since(start, again))

    def read_since(
        self, start: Beginning, given: Collection[Identity] = ()
    ) -> tuple[tuple[Identity, object, set | None], ...]:
        """What has been read of the memory that was there before, or that others are given."""
        self.logs = [log for log in self.logs if log is not start.read]
        before = start.heap.keys() | self.state.entered.keys()
        return tuple(
            (identity, self.state.heap[identity], keys) for identity, keys in start.read.items()
            if (identity in before or identity in given) and identity.kind != "iterator"
        )  # fmt: skip

    def watch_read(self, value: Abstract, start: Beginning) -> None:
        """The items of new iterators in the value have been read ahead since then."""
        watched = self.read_since(start)
        for iterator in value.items if isinstance(value, Tuple) else (value,):
            identity = getattr(iterator, "identity", None)
            found = self.state.heap.get(identity)
            if isinstance(found, Pending) and identity not in start.heap:
                self.state.heap[identity] = replace(found, watched=(*found.watched, *watched))

    def check_without_effect(self, start: Beginning, what: str, advice: str) -> None:
        """What has been run since then may be run later as well, or in part."""
        whereabouts.settle_all(self, start.heap)
        changed = [i for i, content in start.heap.items() if self.state.heap[i] is not content]
        for identity in changed:
            if identity.kind == "iterator":  # it goes on with the generator
                self.state.heap[identity] = Conflict(
                    f"an iterator is used again that {what} goes through",
                    "make a list of its items: list(...)",
                )
        changed = [i for i in changed if i.kind != "iterator"]
        if changed:
            name = changed[0].name or f"a {changed[0].kind}"
            self.refuse(
                f"{what} changes '{name}', which exists outside of it: when, depends on its use",
                advice,
            )
        if any(map(has_effect, self.builder.ops[start.position :])):
            self.refuse(
                f"{what} prints, or draws random numbers: when, depends on its use", advice
            )

    # --- using them up ---

    def iterate(self, value: Abstract) -> Abstract:
        """What a loop over the value runs over; an iterator is used up."""
        value = self.definite(value)
        if self.own_class(value) is not None:
            return self.iterate_object(value)
        if misuse.is_number(value):
            misuse.check(self, iter, value)
        match value:
            case Static(value=None):
                self.raises(TypeError("'NoneType' object is not iterable"))
            case Ref(identity=identity) if identity.kind == "iterator":
                pending: Pending = self.content(value)
                self.check_unused(pending)
                self.check_unchanged(pending)
                for identity, _, keys in pending.watched:
                    self.note_read(identity, keys)
                if not pending.again:
                    self.change(value, Pending(Tuple(()), used=True))
                return self.iterate(pending.sequence)
            case Ref(identity=identity) if identity.kind == "record":
                return Tuple(records.items(self, value))
            case Zip(items=items):
                return Zip(tuple(map(self.iterate, items)))
            case Enumerate(inner=inner, start=start):
                return Enumerate(self.iterate(inner), start)
            case Reversed(inner=inner):
                return Reversed(self.iterate(inner))
        return value

    def iterate_object(self, value: Abstract) -> Abstract:
        """What `__iter__` gives, or else the items at 0, 1, ..."""
        if self.has_method(value, "__next__"):
            self.refuse(
                "an object with a __next__ of its own is gone through",
                "write its class as a generator function, or call the method in a while loop",
            )
        if self.has_method(value, "__iter__"):
            return self.iterate(self.call_method(value, "__iter__", (), {}))
        if not isinstance(value, Tuple) and self.has_method(value, "__getitem__"):
            if self.has_method(value, "__len__"):
                count = self.call(Static(len), [value], {})
                return Picked(value, Range(Static(0), count, Static(1)))
        return value

    def pending(self, value: Abstract) -> list[Pending]:
        """The iterators that a loop over the value uses up."""
        match value:
            case Ref(identity=identity) if identity.kind == "iterator":
                found = self.content(value)
                return [found, *self.pending(found.sequence)]
            case Zip(items=items):
                return [p for item in items for p in self.pending(item)]
            case Enumerate(inner=inner) | Reversed(inner=inner):
                return self.pending(inner)
        return []

    def used_up(self, value: Abstract) -> None:
        """What has gone through the value came to its end."""
        match value:
            case Ref(identity=identity) if identity.kind == "iterator":
                if not self.content(value).again:
                    self.change(value, Pending(Tuple(())))

    def check_lists(self, before) -> None:
        """The first iteration has left the lists and dicts that the loop goes through."""
        for identity, content in before:
            if identity.kind != "array" and self.state.heap.get(identity) is not content:
                self.refuse(
                    f"the loop changes the {identity.kind} that it runs over",
                    "loop over a copy of it, or over a range",
                )

    def check_unused(self, pending: Pending) -> None:
        if pending.used:
            self.refuse(
                "an iterator is used again while a loop goes through it, or after something has "
                "gone through it, maybe not to its end",
                "make a list of its items first, and take slices of it: "
                "zip(items[::2], items[1::2]) are pairs",
            )

    def check_unchanged(self, pending: Pending) -> None:
        for identity, content, keys in pending.watched:
            now = self.state.heap.get(identity)
            same = now is content or are_same(now, content, keys) or (
                isinstance(pending.sequence, Reversed) and same_length(now, content)
            )
            if not same or identity in self.state.unknown:
                name = identity.name or f"a {identity.kind}"
                self.refuse(
                    f"'{name}' is changed before the iterator that reads it is used up",
                    "make a list of the items first, as in list(...)",
                )

    def check_item(self, view: Pending, k: int) -> None:
        """In a loop over a view of a dict: this item is still what it was at the beginning."""
        identity, before, _ = view.watched[0]
        now = self.content(identity)
        if now is before or now.keys == before.keys and same_value(now.values[k], before.values[k]):
            return
        self.refuse(
            f"the loop changes '{identity.name or 'the dict'}', over whose items it runs",
            "make a list of the items first, as in list(d.items())",
        )

    def next_item(self, iterator: Abstract, default: Abstract | None) -> Abstract:
        if self.has_method(iterator, "__next__"):
            if default is not None:
                self.refuse(
                    "next() of an object with a __next__ of its own is given a default",
                    "write its class as a generator function",
                )
            return self.call_method(iterator, "__next__", (), {})
        if not isinstance(iterator, Ref) or iterator.identity.kind != "iterator":
            self.raises(TypeError("this object is not an iterator"))
        pending: Pending = self.content(iterator)
        self.check_unused(pending)
        self.check_unchanged(pending)
        inner = [w for p in self.pending(pending.sequence) for w in p.watched]
        sequence = self.iterate(pending.sequence)
        items = self.static_items(sequence)
        if items is not None:
            first, rest = (items[0], Tuple(tuple(items[1:]))) if items else (None, Tuple(()))
        else:
            make, rest, runs = self.split(sequence)
            first = self.first_of(make, self.truth(runs), default)
        read = self.all_of(gone_through(sequence))
        self.change(iterator, Pending(rest, (*pending.watched, *inner, *read)))
        if first is not None:
            return first
        if default is None:
            self.raises(StopIteration())
        return default

    def first_of(self, make, known, default: Abstract | None) -> Abstract | None:
        """The first item, where there may be none: the default then, or Python's error."""
        if known is True:
            return make()
        if known is False:
            return None
        if default is not None:
            return self.either(known, lambda: [make()], lambda: [default], [""], self.span)[0]
        self.either(known, lambda: [], lambda: self.raises(StopIteration()), [], self.span)
        return make()

    # --- what it is made from ---

    def contents(self, identities) -> tuple[tuple[Identity, object], ...]:
        return tuple((identity, self.state.heap[identity]) for identity in identities)

    def all_of(self, identities) -> tuple[tuple[Identity, object, None], ...]:
        return tuple((identity, content, None) for identity, content in self.contents(identities))

    def reachable(self, values) -> list[Identity]:
        """All that is mutable in the values, and in what is in them."""
        found: dict[Identity, None] = {}
        todo = list(values)
        while todo:
            match todo.pop():
                case Array(storage=identity):
                    found.setdefault(identity)
                case Ref(identity=identity) if identity not in found:
                    found[identity] = None
                    content = self.state.heap.get(identity)
                    if isinstance(content, Items):
                        todo.extend(parts_given(content))
                    elif isinstance(content, Pending):
                        todo.append(content.sequence)
                    elif identity.kind == "cell":
                        todo.append(content)
                case Tuple() as parts:
                    todo.extend(parts_given(parts))
                case Zip(items=items):
                    todo.extend(items)
                case Enumerate(inner=inner) | Reversed(inner=inner) | Picked(sequence=inner):
                    todo.append(inner)
                case Closure(cells=cells, defaults=defaults, kwdefaults=named):
                    todo.extend((*cells.values(), *defaults, *named.values()))
                case Method(owner=owner):
                    todo.append(owner)
                case Partial(function=function, args=args, kwargs=kwargs):
                    todo.extend((function, *args, *kwargs.values()))
        return list(found)


def has_effect(op) -> bool:
    match op:
        case If(then=then, orelse=orelse):
            return any(map(has_effect, (*then.ops, *orelse.ops)))
        case For(body=body):
            return any(map(has_effect, body.ops))
        case While(condition=condition, body=body):
            return any(map(has_effect, (*condition.ops, *body.ops)))
    return op.effect and getattr(op.callee, "__name__", "") not in WITHOUT_EFFECT


def are_same(now, before, keys: set | None) -> bool:
    """A dict or object has the same at these keys."""
    known = isinstance(now, Items) and isinstance(before, Items)
    return known and keys is not None and all(now.get(k) is before.get(k) for k in keys)


def same_length(now, before) -> bool:
    """A list goes on backwards over items that are replaced meanwhile."""
    known = isinstance(now, Items) and isinstance(before, Items)
    return known and len(now.values) == len(before.values)


def gone_through(iterable: Abstract) -> list[Identity]:
    """The arrays, lists and dicts of which a loop takes the items one after the other."""
    match iterable:
        case Array(storage=identity) | Ref(identity=identity):
            return [identity]
        case Zip(items=items):
            return [identity for item in items for identity in gone_through(item)]
        case Enumerate(inner=inner) | Reversed(inner=inner) | Picked(sequence=inner):
            return gone_through(inner)
    return []
