"""What in an argument's containers decides the code: texts, flags, None, and how many items there
are.

These are known when the code is generated, so that the code does not read them. Each of them notes
when it is looked at while the program is run on abstract values. Generated code asks on entry for
what was looked at, and for nothing else.
"""

from __future__ import annotations

import enum
import functools
import re
import types
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..frozen import MISSING
from ..ir import prims
from ..ir.nodes import Const, Operand, Pack
from ..ir.types import OpaqueType
from ..names import names_with_defaults
from ..structure import children
from .abstract import Abstract, Array, Conflict, Dyn, Identity, Items, Ref, Static, Tuple

#: positions that lead from a parameter to a part of it
Path = tuple[int, ...]
#: what can be compared with what is written in the code, also in a tuple or list
PLAIN = (bool, str, bytes, type(None))
#: likewise, alone or in a slice or frozenset
WRITTEN = (int, float, range, type(Ellipsis), *PLAIN)
#: where an object is in memory, which no other process says again
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+>")
#: kinds of identities
CONTAINERS = ("list", "dict", "object")
#: stands for an attribute of which the program asks no more than whether it is there
PRESENT = object()


@dataclass(frozen=True, slots=True)
class Note:
    """A part of a parameter: what was looked at in that, what was found not to be None, and of an
    object the attributes that its class holds, with their values; PRESENT or MISSING where it was
    asked whether there is one."""

    name: str
    seen: dict[Path, None] = field(default_factory=dict)
    present: dict[Path, None] = field(default_factory=dict)
    inherited: dict[Path, dict[str, Any]] = field(default_factory=dict)
    path: Path = ()

    def part(self, k: int) -> "Note":
        return Note(self.name, self.seen, self.present, self.inherited, (*self.path, k))

    def holds(self, other: "Note") -> bool:
        return self.name == other.name and self.path == other.path[: len(self.path)]

    def look(self) -> None:
        self.seen[self.path] = None

    def is_there(self) -> None:
        self.present[self.path] = None

    def inherits(self, attribute: str, value) -> None:
        known = self.inherited.setdefault(self.path, {})
        if value is not PRESENT or attribute not in known:
            known[attribute] = value


class GivenStatic(Static):
    """None as an argument, a function, or what is in a container that is one: texts and such."""

    __slots__ = ("given", "note")

    def __init__(self, value, note: Note):
        self.given, self.note = value, note

    @property
    def value(self) -> Any:
        self.note.look()
        return self.given


class GivenTuple(Tuple):
    """A tuple that is an argument; one item is asked for without a look at the others."""

    __slots__ = ("given", "note")

    def __init__(self, items: tuple[Abstract, ...], cls: type, note: Note):
        self.given, self.cls, self.names, self.note = items, cls, (), note

    @property
    def items(self) -> tuple[Abstract, ...]:
        self.note.look()
        return self.given

    def part(self, k: int) -> Abstract | None:
        return self.given[k] if k < len(self.given) else None


class GivenItems(Items):
    """What a list or dict holds that is an argument, likewise."""

    __slots__ = ("given", "given_keys", "note")

    def __init__(self, values: tuple[Abstract, ...], keys: tuple | None, note: Note):
        self.given, self.given_keys, self.cls, self.note = values, keys, None, note

    @property
    def values(self) -> tuple[Abstract, ...]:
        self.note.look()
        return self.given

    @property
    def keys(self) -> tuple | None:
        if self.given_keys is not None:
            self.note.look()
        return self.given_keys

    def part(self, k: int) -> Abstract | None:
        return self.given[k] if k < len(self.given) else None

    def place_of(self, key) -> int | None:
        for k, known in enumerate(self.given_keys or ()):
            if known is key or known == key:
                return k
        self.note.look()
        return None

    def with_part(self, k: int, value: Abstract) -> Items:
        parts = (*self.given[:k], value, *self.given[k + 1 :])
        return GivenItems(parts, self.given_keys, self.note)


def is_given(value) -> bool:
    """True for a tuple that is an argument, and for what a list holds that is one."""
    return isinstance(value, GivenTuple) or (
        isinstance(value, GivenItems) and value.given_keys is None
    )


def value_behind(value: Static) -> Any:
    """A value that is known, without a look at it: it decides nothing but its class."""
    return value.given if isinstance(value, GivenStatic) else value.value


def parts_given(value: Tuple | Items) -> tuple[Abstract, ...]:
    """The parts of a container, without a look at how many they are."""
    if isinstance(value, GivenTuple | GivenItems):
        return value.given
    return value.items if isinstance(value, Tuple) else value.values


def taken_apart(value: Abstract) -> Abstract:
    """A tuple with all that is known in it as a tuple of abstract values."""
    if isinstance(value, Static) and type(value.value) is tuple:
        value = Tuple(tuple(map(Static, value.value)))
    if not isinstance(value, Tuple) or isinstance(value, GivenTuple):
        return value
    items = tuple(map(taken_apart, value.items))
    return Tuple(items, value.cls, value.names) if items != value.items else value


def note_present(cx, value: Abstract) -> None:
    """The program asks whether this is None, which it is not."""
    match value:
        case Dyn(value=part) if part in cx.given:
            cx.given[part].is_there()
        case Array(storage=storage) if storage in cx.given:
            cx.given[storage].is_there()
        case GivenTuple():
            value.note.is_there()
        case Ref(identity=identity) if identity in cx.given:
            cx.given[identity].is_there()


def check_given(cx, tree: Operand, note: Note) -> None:
    """On entry: what was looked at in a parameter is what it was."""
    if not (note.seen or note.present or note.inherited):
        return
    for attribute, value in note.inherited.get(note.path, {}).items():
        check_inherited(cx, note, attribute, value)
    below = any(path[: len(note.path)] == note.path for path in note.seen)
    if note.path in note.present and not below:
        _expect(cx, prims.expect_present, note)
    known = _constant(tree, note)
    if isinstance(known, Const) and not _is_written(known.value):
        for attribute, text in _names_of(known.value):
            _expect(cx, prims.expect_name, note, Const(attribute), Const(text))
    elif known is not None:
        _expect(cx, prims.expect_value, note, known)
    elif isinstance(tree, Pack):
        if note.path in note.seen and not hasattr(tree.kind, "_fields"):
            keys = None if tree.keys is None else Pack(tuple, tuple(map(Const, tree.keys)))
            _expect(cx, prims.expect_items, note, keys or Const(len(tree.items)))
        for k, item in enumerate(tree.items):
            check_given(cx, item, note.part(k))


def check_inherited(cx, note: Note, attribute: str, value) -> None:
    """On entry: an attribute of an object that its class held is what it was, or still its class's,
    and is there or not as it was."""
    if isinstance(value, (int, *PLAIN)):
        _expect(cx, prims.expect_name, note, Const(attribute), Const(value))
    elif value is MISSING or value is PRESENT:
        _expect(cx, prims.expect_attribute, note, Const(attribute), Const(value is PRESENT))
    else:
        _expect(cx, prims.expect_inherited, note, Const(attribute))


def _constant(tree: Operand, note: Note) -> Operand | None:
    """The part as a constant to compare it with, where all of it was looked at."""
    if note.path not in note.seen:
        return None
    if isinstance(tree, Const):
        return tree
    if isinstance(tree, Pack) and (tree.kind in (tuple, list) or not tree.items):
        items = [_constant(item, note.part(k)) for k, item in enumerate(tree.items)]
        if all(item is not None and _is_plain(item) for item in items):
            return Pack(tree.kind, tuple(items), tree.keys)
    return None


def _is_plain(known: Operand) -> bool:
    return isinstance(known, Pack) or is_checked(known.value) or known.value is None


def is_checked(value) -> bool:
    """True for a known argument that generated code holds against what it was made for."""
    return isinstance(value, (bool, str, bytes)) and not isinstance(value, enum.Enum)


def _is_written(value) -> bool:
    """Can the value be compared with what is written in the code?"""
    if isinstance(value, enum.Enum):  # though it be a number or a text, its class is elsewhere
        return False
    if isinstance(value, slice):
        value = frozenset((value.start, value.stop, value.step))
    if type(value) is frozenset:
        return all(isinstance(part, WRITTEN) for part in value)
    return isinstance(value, WRITTEN)


def _names_of(value) -> list[tuple[str, str]]:
    """By which of its attributes a function, class, member of an enumeration or dtype is known
    again, and what they are; by which texts, with `repr` as the attribute, anything else is."""
    if isinstance(value, functools.partial):
        parts = [(f"func.{name}", text) for name, text in _names_of(value.func)]
        kept = [(name, text_of_object(getattr(value, name))) for name in ("args", "keywords")]
        return parts + [(f"{name}.repr", text) for name, text in kept if text]
    if isinstance(value, (enum.Enum, np.dtype)):
        return [("name", value.name)]
    if hasattr(value, "__name__"):
        return [("__name__", value.__name__)]
    text = text_of_object(value)
    return [("repr", text)] if text else []


def text_of_object(value) -> str:
    """What any process writes for an equal object; nothing where it writes where the object is."""
    if type(value) is frozenset and value:  # the order of its items is that of one process
        return f"frozenset({{{', '.join(sorted(map(repr, value)))}}})"
    text = repr(value)
    return "" if _ADDRESS.search(text) else text


def check_written(cx) -> None:
    """On entry: a list, dict or object that the program writes into is none of the others that it
    is given, which would change too."""
    things = [(i, note) for i, note in cx.given.items() if isinstance(i, Identity)]
    things = [(i, note) for i, note in things if i.kind in CONTAINERS]
    written = [(i, note) for i, note in things if cx.state.heap[i] is not cx.state.entered[i]]
    if cx.entered_whole_list and (lists := [i for i, _ in written if i.kind == "list"]):
        cx.at(cx.writes.get(lists[0], cx.span))
        cx.refuse("a list is written, and may be another one that is given as a whole")
    for k, (identity, note) in enumerate(written):
        cx.at(cx.writes.get(identity, cx.span))
        rest = [thing for thing in things if thing not in written]
        for other, other_note in (*written[k + 1 :], *rest):
            contents = cx.state.entered[identity], cx.state.entered[other]
            if not note.holds(other_note) and not other_note.holds(note) and _alike(*contents):
                path = Pack(tuple, tuple(map(Const, other_note.path)))
                _expect(cx, prims.expect_apart, note, Const(other_note.name), path)


def _alike(a: Items, b: Items) -> bool:
    """True where both have the same structure, at least here: then they may be one object."""
    keys = [x.given_keys if isinstance(x, GivenItems) else x.keys for x in (a, b)]
    return a.cls is b.cls and keys[0] == keys[1] and len(parts_given(a)) == len(parts_given(b))


def _expect(cx, what, note: Note, *expected: Operand) -> None:
    path = Pack(tuple, tuple(map(Const, note.path)))
    cx.emit(what, Const(note.name), path, *expected, type=OpaqueType(), effect=True)


def outside(name: str) -> Conflict:
    return Conflict(
        f"a write into '{name}', an object outside the function, cannot be followed",
        "pass it as an argument, or return the new value",
    )


def written_default(name: str) -> Conflict:
    return Conflict(
        f"the function writes into '{name}', whose default is one object for all calls",
        f"write {name}=None, and make a new one where it is None",
    )


def container_defaults(f: types.FunctionType) -> set[str]:
    """The parameters whose default is a list, dict or object."""
    positional = zip(names_with_defaults(f), f.__defaults__ or ())
    defaults = [*positional, *(f.__kwdefaults__ or {}).items()]
    return {name for name, value in defaults if children(value) is not None}
