"""Two paths meet: what they leave becomes results of one If."""

from __future__ import annotations

from collections.abc import Callable

from ..ir.nodes import Const, Operand, Pack, UNDEFINED, Value
from ..ir.types import BOOL
from . import choices
from .abstract import (
    Abstract, Array, Conflict, Identity, Items, Maybe, Path, Range, Ref, State, Static, Tuple,
    Undefined,
)  # fmt: skip
from .context import Context, python_scalar_type
from .join import is_optional, may_be_absent, optional_parts, same_value, texts_differ
from .lattice import join_types
from .nesting import nest
from .records import covers, enclosed, is_record
from .unbound import may_be_unbound, unsure_part

#: what the value of a function is called, see frontend/exits.py
RESULT = "result"


class Merge:
    """Merges what two paths leave into results of one If."""

    def __init__(self, cx: Context, base: State, a: Path, b: Path, condition, culprits: tuple):
        self.cx, self.a, self.b = cx, a, b
        self.known = dict(base.heap)  # what existed before: merging adds to the heap
        self.condition, self.culprits = condition, culprits
        self.results: list[Value] = []
        self.arrays: list[tuple[Abstract, Abstract, Array | Ref]] = []
        self.things: list[tuple[Ref, Ref, Abstract]] = []

    def on(self, path: Path, do: Callable):
        """Do something in the block and state of one path."""
        cx = self.cx
        saved = cx.builder, cx.state, cx.views
        cx.builder, cx.state, cx.views = path.builder, path.state, path.views
        try:
            return do()
        finally:
            cx.builder, cx.state, cx.views = saved

    def result(self, x: Operand, y: Operand, type_, name: str) -> Value:
        self.a.yields.append(x)
        self.b.yields.append(y)
        names = [v.name for v in (x, y) if isinstance(v, Value) and v.name]
        value = Value(name or (names[0] if names else ""), type_, self.cx.span)
        self.cx.order.meets(value, (x, y))
        self.results.append(value)
        if may_be_unbound(self.cx, x) or may_be_unbound(self.cx, y):
            self.cx.unsure.add(value)
        self.cx.origins.calls[value] = None, (self.condition, x, y)
        return value

    def value(self, x: Abstract, y: Abstract, name: str = "") -> Abstract:
        match x, y:
            case Undefined(), Undefined():
                return x
            case (Conflict(), _) | (_, Conflict()):
                return self.passed(x, y)
            case (Tuple(), Static(value=None)) | (Static(value=None), Tuple()):
                nest(self.cx, x if isinstance(x, Tuple) else y)
            case _ if is_record(x) or is_record(y):
                return self.record(x, y, name)
            case Ref(), Ref():
                return self.reference(x, y, name)
            case Tuple(), Tuple() if len(x.items) == len(y.items) and x.cls is y.cls:
                items = zip(x.items, y.items)
                merged = Tuple(tuple(self.value(i, j) for i, j in items), x.cls)
                for source in (x, y):
                    if source in self.cx.returned:
                        self.cx.returned[merged] = self.cx.returned[source]
                return merged
            case Tuple(), Undefined():
                return Tuple(tuple(self.value(i, y) for i in x.items), x.cls)
            case Undefined(), Tuple():
                return Tuple(tuple(self.value(x, j) for j in y.items), y.cls)
            case (Range(), Range() | Undefined()) | (Undefined(), Range()):
                return self.range(x, y)
            case (Array(), Array() | Undefined()) | (Undefined(), Array()):
                return self.array(x, y, name)
            case Ref(), Undefined():
                return self.lifted(x, self.a, True)
            case Undefined(), Ref():
                return self.lifted(y, self.b, False)
        if same_value(x, y):
            return x
        if (isinstance(x, Undefined) and is_known(y)) or (isinstance(y, Undefined) and is_known(x)):
            return self.bound_once(x, y, name)
        return self.scalar(x, y, name)

    def bound_once(self, x: Abstract, y: Abstract, name: str) -> Abstract:
        """A text, a function or the like that only one path has bound: used after the other path,
        it raises. The result of a function is exempt: it is read only where there was a `return`.
        """
        if not name or name == RESULT or self.a.state.dead or self.b.state.dead:
            return x if isinstance(y, Undefined) else y
        what = f"'{name}' is assigned on only one of two paths that meet before this"
        x, y = (Undefined(name) if isinstance(v, Undefined) else v for v in (x, y))
        return self.conflict(what, "assign it on both, or before they part", x, y)

    # --- what no one type covers ---

    def conflict(self, message: str, advice: str, x, y) -> Conflict:
        """Two values, or contents, of which each is known where its path was taken."""
        return Conflict(message, advice, self.culprits, choices.choice(self, x, y))

    def passed(self, x, y) -> Conflict:
        """A conflict of before: this If has its part in it."""
        if x is y:
            return x
        before = [v for v in (x, y) if isinstance(v, Conflict)]
        culprits = dict.fromkeys(c for v in before for c in v.culprits)
        culprits = tuple(culprits | dict.fromkeys(self.culprits))
        return Conflict(before[0].message, before[0].advice, culprits, choices.choice(self, x, y))

    def maybe(self, x: Abstract, y: Abstract, name: str) -> Abstract | None:
        """A number, or tuple of numbers, on one path and None on the other."""
        sides = [optional_parts(x), optional_parts(y)]
        if None in sides:
            return None
        (known_x, value_x), (known_y, value_y) = sides
        if isinstance(value_x, Undefined) and isinstance(value_y, Undefined):
            return None
        known = [v for v in (value_x, value_y) if not isinstance(v, Undefined)]
        of_one = len(known) == 1 and isinstance(known[0], Static)
        value = known[0] if of_one else self.value(value_x, value_y, name)
        if isinstance(value, Conflict) or not may_be_absent(value):
            return None
        if not isinstance(known_x, Static) or not isinstance(known_y, Static):
            return Maybe(self.scalar(known_x, known_y, ""), value)
        sides = (Const(known_x.value), Const(known_y.value))
        return Maybe(self.cx.wrap(self.result(*sides, BOOL, "")), value)

    def scalar(self, x: Abstract, y: Abstract, name: str) -> Abstract:
        cx = self.cx
        if is_optional(x) or is_optional(y):
            found = self.maybe(x, y, name)
            if found is not None:
                return found
        sides = ((self.a, x), (self.b, y))
        types = [
            None if isinstance(v, Undefined) else self.on(p, lambda v=v: cx.type_of(v))
            for p, v in sides
        ]
        if isinstance(x, Undefined) or isinstance(y, Undefined):
            joined = types[0] or types[1]
        else:
            joined = join_types(*types, cx.new_axis)
        if joined is None:
            nest(cx, x, y)
            said = texts_differ(x, y, name)
            return self.conflict(*said, x, y) if said else self.differs(name, x, y)
        operands = [self.operand(path, v) for path, v in sides]
        return cx.wrap(self.result(*operands, joined, name))

    def range(self, x: Range | Undefined, y: Range | Undefined) -> Range:
        """A range that either path may have made."""
        parts = []
        for name in ("start", "stop", "step"):
            one, other = (getattr(v, name, v) for v in (x, y))
            if isinstance(one, Undefined) and isinstance(other, Static):
                parts.append(other)
            elif isinstance(other, Undefined) and isinstance(one, Static):
                parts.append(one)
            else:
                parts.append(self.value(one, other))
        return Range(*parts)

    def differs(self, name: str, x: Abstract, y: Abstract) -> Conflict:
        what, advice = f"'{name}'" if name else "a value", "give it one type on both, or two names"
        if name == RESULT:
            what, advice = "the result", "return one type on both"
        message = f"{what} has a different type or structure on two paths that meet before this"
        return self.conflict(message, advice, x, y)

    def array(self, x, y, name: str) -> Abstract:
        if same_value(x, y) and x.storage in self.known:
            return x
        for known_x, known_y, merged in self.arrays:
            if same_value(known_x, x) and same_value(known_y, y):
                return merged
        cx = self.cx
        values = [
            self.on(p, lambda v=v: cx.value_of(v)) if isinstance(v, Array) else Const(UNDEFINED)
            for p, v in ((self.a, x), (self.b, y))
        ]
        types = [v.type for v in values if isinstance(v, Value)]
        joined = types[0] if len(types) == 1 else join_types(*types, cx.new_axis)
        if joined is None:
            return self.conflict(
                f"{name or 'an array'} is {types[0]} on one path and {types[1]} on the other",
                "give it one dtype and number of axes on both, or use two names", x, y,
            )  # fmt: skip
        merged = Array(cx.new_storage(self.result(*values, joined, name), name))
        self.link(x, y, merged)
        return merged

    def operand(self, path, value: Abstract) -> Operand:
        """The value as its path has it; one that is not assigned there is not read."""
        if isinstance(value, Undefined):
            return Const(UNDEFINED)
        return self.on(path, lambda: self.cx.operand(value))

    def record(self, x: Abstract, y: Abstract, name: str) -> Abstract:
        """A record, or on one of the paths None or a tuple like it."""
        if same_value(x, y) and x.identity in self.known:
            return x
        for known_x, known_y, merged in self.arrays:
            if same_value(known_x, x) and same_value(known_y, y):
                return merged
        cx = self.cx
        x = self.on(self.a, lambda: enclosed(cx, x, {()}))
        y = self.on(self.b, lambda: enclosed(cx, y, {()}))
        if not all(map(is_record_or_none, (x, y))):
            return self.differs(name, x, y)
        values = self.operand(self.a, x), self.operand(self.b, y)
        types = {v.type for v in values if isinstance(v, Value)}
        packs = [v for v in values if isinstance(v, Pack)]
        if len(types) != 1 or not all(covers(t, v, cx.new_axis) for t in types for v in packs):
            return self.differs(name, x, y)
        merged = cx.wrap(self.result(*values, types.pop(), name))
        self.link(x, y, merged)
        return merged

    def link(self, x: Abstract, y: Abstract, merged: Abstract) -> None:
        """An array or record of both paths may share memory with what those of them may."""
        new = memory_of(merged)
        for source in filter(None, map(memory_of, (x, y))):
            for other in {source, *source.links} & self.known.keys():
                new.link(other)
            new.listed |= source.may_be_listed
        for known_x, known_y, other in self.arrays:
            if shares(known_x, x) or shares(known_y, y):
                new.link(memory_of(other))
        self.arrays.append((x, y, merged))

    def reference(self, x: Ref, y: Ref, name: str) -> Abstract:
        if same_value(x, y) and x.identity in self.known:
            return x
        for known_x, known_y, done in self.things:
            if same_value(known_x, x) and same_value(known_y, y):
                return done
        kind, cx = x.identity.kind, self.cx
        if kind != y.identity.kind:
            return self.scalar(x, y, name)
        identity = Identity(kind, name, (x.identity, y.identity))
        result = Ref(identity)
        self.things.append((x, y, result))  # first, since a thing may hold itself
        contents = [
            self.on(p, lambda v=v: cx.content(v) if v.path else cx.state.heap[v.identity])
            for p, v in ((self.a, x), (self.b, y))
        ]
        merged = self.content(*contents, name, kind)
        if isinstance(merged, Conflict):
            merged = self.conflict(merged.message, merged.advice, x, y)
            self.things[-1] = (x, y, merged)
            return merged
        for path, source in ((self.a, x), (self.b, y)):
            if source.path:
                self.forbid(identity)
            self.keep_unknown(identity, source.identity, path)
            for other in {source.identity, *source.identity.twins} & self.known.keys():
                identity.twin(other)
            identity.listed |= source.identity.may_be_listed
        for known_x, known_y, other in self.things[:-1]:
            near = known_x.identity is x.identity or known_y.identity is y.identity
            if near and isinstance(other, Ref):
                identity.twin(other.identity)
        cx.state.heap[identity] = merged
        self.keep_held(identity, merged, *contents)
        return result

    def keep_held(self, identity: Identity, merged, *contents) -> None:
        """A list whose length the branches decide holds what it held in them."""
        if isinstance(merged, Value):
            self.cx.hold_items(identity, *contents)

    def keep_unknown(self, identity: Identity, source: Identity, path: Path) -> None:
        """What a write elsewhere may have changed on one path may be changed behind both."""
        if source in path.state.unknown:
            self.cx.state.unknown.setdefault(identity, path.state.unknown[source])

    def forbid(self, identity: Identity) -> None:
        identity.readonly = Conflict(
            "an item of a list is changed, of which it is known only at run time which one it is",
            "put the new value into the list: items[k] = ...",
            self.culprits,
        )

    def lifted(self, ref: Ref, path: Path, first: bool) -> Abstract:
        """A list, dict or object that only one branch made."""
        identity = ref.identity
        if identity in self.cx.state.heap:
            return ref
        content = path.state.heap[identity]

        def met(part: Abstract) -> Abstract:
            return self.value(part, Undefined()) if first else self.value(Undefined(), part)

        if isinstance(content, Value):
            pair = (content, Const(UNDEFINED)) if first else (Const(UNDEFINED), content)
            merged = self.result(*pair, content.type, identity.name)
        elif isinstance(content, Items):
            merged = Items(tuple(map(met, content.values)), content.keys, content.cls)
        else:
            merged = met(content)
        self.cx.state.heap[identity] = merged
        self.keep_unknown(identity, identity, path)
        mark = self.cx.marks.pop(identity, Const(True))
        if unsure_part(self.cx, ref) is None:  # an empty list, or one of texts
            pair = (mark, Const(UNDEFINED)) if first else (Const(UNDEFINED), mark)
            self.cx.marks[identity] = self.result(*pair, BOOL, identity.name)
        return ref

    def content(self, x, y, name: str, kind: str):
        cx = self.cx
        if x is y:
            return x
        if isinstance(x, Conflict) or isinstance(y, Conflict):
            return self.passed(x, y)
        if isinstance(x, Items) and isinstance(y, Items):
            if x.keys == y.keys and len(x.values) == len(y.values) and x.cls is y.cls:
                pairs = zip(x.values, y.values)
                return Items(tuple(self.value(i, j) for i, j in pairs), x.keys, x.cls)
        if kind == "list":
            joined = join_types(
                self.on(self.a, lambda: cx.list_type(x)),
                self.on(self.b, lambda: cx.list_type(y)),
                cx.new_axis,
            )
            if joined is not None:
                lists = (
                    self.on(self.a, lambda: cx.list_value(x, joined)),
                    self.on(self.b, lambda: cx.list_value(y, joined)),
                )
                return self.result(*lists, joined, name)
        if isinstance(x, Value) and isinstance(y, Value):
            joined = join_types(x.type, y.type, cx.new_axis)
            if joined is not None:
                return self.result(x, y, joined, name)
        if kind == "cell":
            return self.value(x, y, name)
        nest(cx, x, y)
        message = f"this {kind} has a different structure on two paths that meet before this"
        return self.conflict(message, "give it the same keys, length or class on both", x, y)

    def heap(self) -> None:
        """Contents of what existed before the branches."""
        cx = self.cx
        a, b = self.a.state, self.b.state
        for identity, before in list(self.known.items()):
            x = before if a.dead else a.heap.get(identity, before)  # any will do where it raises
            y = before if b.dead else b.heap.get(identity, before)
            if x is y:
                cx.state.heap[identity] = x
            else:
                merged = self.content(x, y, identity.name, identity.kind)
                cx.state.heap[identity] = merged
                self.keep_held(identity, merged, x, y)
                if isinstance(merged, Conflict):
                    cx.directives.keyed |= identity.made
                if isinstance(merged, Value):
                    cx.order.known[merged] = identity.order
                    root = cx.roots.get(x, x)
                    if isinstance(y, Value) and cx.roots.get(y, y) is root:
                        cx.roots[merged] = root
        for state in (a, b):
            for identity, blur in state.unknown.items():
                if identity in self.known:
                    cx.state.unknown.setdefault(identity, blur)


def is_known(value: Abstract) -> bool:
    """Known without anything that was emitted in a branch."""
    return isinstance(value, Static) and python_scalar_type(value.value) is None


def memory_of(value: Abstract) -> Identity | None:
    """The storage of an array, or the record."""
    if isinstance(value, Array):
        return value.storage
    return value.identity if is_record(value) else None


def is_record_or_none(value: Abstract) -> bool:
    match value:
        case Static(value=None) | Undefined():
            return True
    return is_record(value)


def shares(a: Abstract, b: Abstract) -> bool:
    """True where both are arrays or records, and may share memory."""
    one, other = memory_of(a), memory_of(b)
    return None not in (one, other) and (one is other or other in one.links)
