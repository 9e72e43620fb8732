"""Abstract values: what `specialize` knows of each Python value before the program runs.

Immutable things are values of this file. Mutable things (lists, dicts, objects, arrays, cells)
are an `Identity`; what they hold at a point of the program stands in the `State` of that point,
so that a write through one name is seen through every other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Union

from ..ir.nodes import For, Function, Op, Operand, Value, While, node
from ..source import Span
from .failure import Unreachable


class Identity:
    """One mutable thing: `kind` says what `State.heap` holds for it.

    kind     content
    array    the Value that is its latest version
    list     Items, `keys` None; or a Value of ListType once its length is not known
    dict     Items with keys
    object   Items with attribute names as keys, `cls` set
    cell     the abstract value in it
    record   the Value, a tuple or None, or the Tuple that it is made of: see records.py

    `links` are the identities that may share memory with it: a write to one makes the other
    unknown. `twins` may be the very same list, dict or object; `holders` are lists of unknown
    length that hold it. `listed`: it was put into a list of unknown length. `first`: what it may
    be, or share memory with, in the first iteration of `loop` and in no other, and what held that
    before the loop. `source`: the list that it was taken of, and the walk through that list;
    `walks`: the walk by which items of another list came into it; `repeated`: two items of it may
    be one. `order`: the arguments that make an array one in C order if they are (see layout.py), or
    None. `maybe_view`: the run decides whether it shares memory with its links. `factory` makes the
    missing items of a defaultdict; `made` are the operations that made the dict. `home`: see homes.
    """

    __slots__ = (
        "kind", "name", "links", "twins", "holders", "repeated", "source", "walks", "listed",
        "first", "loop", "order", "readonly", "home", "maybe_view", "factory", "made",
    )  # fmt: skip

    def __init__(self, kind: str, name: str = "", of: "tuple[Identity, ...]" = ()):
        self.kind, self.name = kind, name
        self.links: set[Identity] = set()
        self.twins: set[Identity] = set()
        self.holders: set[Identity] = set()
        self.repeated = self.listed = self.maybe_view = False
        self.home: Any = None
        self.source: tuple[Identity, object] | None = None
        self.walks: dict[Identity, object] = {}
        self.first: dict[Identity, frozenset[Identity]] = {}
        self.loop: For | While | None = None
        self.order: frozenset[Value] | None = None
        self.readonly: Conflict | None = None
        self.factory: Abstract | None = of[0].factory if of else None
        self.made: frozenset[Op] = frozenset().union(*(one.made for one in of))

    @property
    def is_memory(self) -> bool:
        """An array or a tuple of some: what shares memory with it is among its links."""
        return self.kind in ("array", "record")

    @property
    def same(self) -> set["Identity"]:
        """What may be the same thing, or share its memory."""
        return {i for i in self.links if i.is_memory} if self.is_memory else self.twins

    @property
    def may_be_listed(self) -> bool:
        """Whether a list of unknown length may hold it."""
        return self.listed or any(other.listed for other in self.same - self.first.keys())

    def put_into_a_list(self) -> None:
        """A list of unknown length holds it from now on."""
        for thing in (self, *self.same):
            thing.listed = True

    def link(self, other: "Identity") -> None:
        if other is not self:
            self.links.add(other)
            other.links.add(self)

    def twin(self, other: "Identity") -> None:
        for twin in (other, *other.twins):
            if twin is not self:
                self.twins.add(twin)
                twin.twins.add(self)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"


@node
class Static:
    """A value that is known when the code is generated."""

    value: Any


@node
class Dyn:
    """A scalar or opaque value known at run time."""

    value: Value


@node
class Array:
    """An array: a storage, and the steps of indexing and views that lead to the part named."""

    storage: Identity
    path: tuple[Operand, ...] = ()


@node
class Ref:
    """A list, dict, object or cell; with a path an item of a list of unknown length, which is a
    list too. `root` is then the version of the outer list that the path leads into."""

    identity: Identity
    path: tuple[Operand, ...] = ()
    root: Value | None = None


@node
class Tuple:
    """A tuple of known length; `cls` is its class where it is a namedtuple, `names` what the items
    of a library's named tuple are called."""

    items: tuple["Abstract", ...]
    cls: type = tuple
    names: tuple[str, ...] = field(default=(), compare=False)

    def part(self, k: int) -> "Abstract | None":
        return self.items[k] if k < len(self.items) else None


@node
class Slice:
    start: "Abstract"
    stop: "Abstract"
    step: "Abstract"


@node
class Range:
    start: "Abstract"
    stop: "Abstract"
    step: "Abstract"


@node
class Zip:
    items: tuple["Abstract", ...]


@node
class Enumerate:
    inner: "Abstract"
    start: "Abstract"


@node
class Reversed:
    inner: "Abstract"


@node
class Picked:
    """The items of a sequence at these indices, one after the other."""

    sequence: "Abstract"
    indices: Range


@node
class Count:
    """start, start + step, start + 2 * step, … without an end."""

    start: "Abstract"
    step: "Abstract"


@node
class Repeat:
    """One value again and again, without an end."""

    value: "Abstract"


@node
class Cycle:
    """Items over and over, without an end."""

    items: tuple["Abstract", ...]


@node
class Maybe:
    """A number, or tuple of numbers, on some paths and None on the others: `present` tells at run
    time. Used as such it is `value`, and an error where it is None, as in Python."""

    present: "Abstract"
    value: "Abstract"


@node
class Closure:
    """A nested function: untyped IR, the globals of its module, its cells and defaults."""

    function: Function
    globals: dict = field(repr=False)
    cells: dict[str, "Abstract"]
    defaults: tuple["Abstract", ...] = ()
    kwdefaults: dict[str, "Abstract"] = field(default_factory=dict)


@node
class Method:
    """`owner.name`, not called yet; `function` is set where the class is the user's own."""

    owner: "Abstract"
    name: str
    function: Any = None


@node
class Partial:
    """A function with arguments that are bound already (functools.partial)."""

    function: "Abstract"
    args: tuple["Abstract", ...]
    kwargs: dict[str, "Abstract"]


@node
class Super:
    """`super()`: an object, seen from behind one of its classes."""

    behind: type
    owner: "Abstract"


@node
class Undefined:
    """A variable on a path that does not assign it."""

    name: str = ""


@node
class Choice:
    """What one path has left where the condition holds, and what another one where it does not."""

    condition: Operand
    holds: "Abstract | Items | Value"
    fails: "Abstract | Items | Value"


@node
class Conflict:
    """Two paths meet with values that no one type covers: an error only where it is used, or what
    uses it is run for each of both; see choices.py."""

    message: str
    advice: str = ""
    culprits: tuple = ()
    choice: Choice | None = None


@node
class Zero:
    """The tangent of an inactive value, while a rule is lifted; `like` is that value, where an
    array of zeros may be asked for."""

    like: Operand | None = None


Abstract = Union[
    Static, Dyn, Array, Ref, Tuple, Slice, Range, Zip, Enumerate, Reversed, Picked, Count,
    Repeat, Cycle, Maybe, Closure, Method, Partial, Super, Undefined, Conflict, Zero,
]  # fmt: skip


@node
class Items:
    """The content of a list, dict or object of known structure."""

    values: tuple[Abstract, ...]
    keys: tuple[Any, ...] | None = None
    cls: type | None = None

    def part(self, k: int) -> Abstract | None:
        return self.values[k] if k < len(self.values) else None

    def place_of(self, key) -> int | None:
        for k, known in enumerate(self.keys or ()):
            if known is key or known == key:
                return k
        return None

    def get(self, key) -> Abstract | None:
        place = self.place_of(key)
        return None if place is None else self.part(place)

    def with_part(self, k: int, value: Abstract) -> "Items":
        return Items((*self.values[:k], value, *self.values[k + 1 :]), self.keys, self.cls)

    def with_item(self, key, value: Abstract) -> "Items":
        place = self.place_of(key)
        if place is not None:
            return self.with_part(place, value)
        return Items((*self.values, value), (*(self.keys or ()), key), self.cls)

    def without_item(self, key) -> "Items":
        pairs = [(k, v) for k, v in zip(self.keys or (), self.values) if k != key]
        return Items(tuple(v for _, v in pairs), tuple(k for k, _ in pairs), self.cls)


@dataclass(frozen=True, slots=True)
class Blur:
    """A write that may have changed something else too; `by_order`: the order in memory of arrays
    decides whether it has; `loop`: whether its first iteration runs."""

    span: Span | None
    by_order: bool = False
    loop: For | While | None = None


@dataclass(slots=True)
class State:
    """What every identity holds at this point, and which ones a write elsewhere made unknown;
    `where` those stand whose names have changed places: see whereabouts.py."""

    heap: dict[Identity, Any] = field(default_factory=dict)
    unknown: dict[Identity, Blur] = field(default_factory=dict)
    dead: bool = False  # a `raise` was passed
    outer: "State | None" = None
    entered: dict[Identity, Any] = field(default_factory=dict)
    """What things held that were there from the start, in one dict for all states."""
    where: dict[Identity, tuple] = field(default_factory=dict)

    def copy(self) -> "State":
        rest = self.dead, self, self.entered, dict(self.where)
        return State(dict(self.heap), dict(self.unknown), *rest)

    def become(self, state: "State") -> None:
        """What holds in another one, made from this, holds here."""
        self.heap, self.unknown = dict(state.heap), dict(state.unknown)
        self.where, self.dead = dict(state.where), state.dead

    def earlier(self, state: "State") -> "State":
        """A copy of an earlier state, to run something in it from here."""
        heap, rest = self.entered | state.heap, (self.dead, self, self.entered)
        return State(heap, dict(state.unknown), *rest, dict(state.where))

    def enter(self, identity: Identity, content) -> None:
        """A thing that was there from the start, met only now: every enclosing state has it."""
        self.entered[identity] = content
        state: State | None = self
        while state is not None:
            state.heap[identity] = content
            state = state.outer


@dataclass(slots=True)
class Path:
    """One of two paths that meet: the block it emits into and what holds at its end; `error` is
    what it raises there. `flags`: for which handlers it was left early, or not, and the errors."""

    state: State
    builder: object
    views: dict
    values: list[Abstract]
    error: Unreachable | None = None
    flags: dict = field(default_factory=dict)
    yields: list[Operand] = field(default_factory=list)


def is_unnamed(name: str, cls: type | None) -> bool:
    """True where no variable has named a thing, such as an object called after its class."""
    return name in ("", getattr(cls, "__name__", "").lower())


def part_name(name: str, key, cls: type | None = None) -> str:
    """What a part of a thing is called, that of `state.pos` `state_pos`."""
    part = str(key).strip("_")
    if isinstance(key, str) and is_unnamed(name, cls):
        return part if part.isidentifier() else name
    return f"{name}_{part}" if name and f"a{part}".isidentifier() else name


def part_names(name: str, like: Tuple | Items) -> list[str]:
    """What the parts of a tuple, list, dict or object of that name are called."""
    parts = like.items if isinstance(like, Tuple) else like.values
    keys = getattr(like, "keys", None) or getattr(like.cls, "_fields", range(len(parts)))
    return [part_name(name, key, like.cls) for key in keys]
