"""Long lists of numbers that come in as one value: `pairs: [(0, 1), (1, 2), ...]`.

A list that is an argument is known item by item, and a loop over it is written out. Of many
numbers, or tuples and lists of numbers, that no derivative is taken of, a person would keep the
loop: such a list is one run-time list, of any length. Whatever must know its items has the
derivative made anew, with all of them.

A list or tuple that is outside of the function, or a tuple that is an argument, is known item by
item too. Where a loop runs over it, or the run chooses an item, it is one value beside that, and
the parameter is put in its place (`Wholes`).
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Sequence
from dataclasses import replace

from ..ir.identity import operand_key
from ..ir.nodes import Block, Call, Const, Function, Op, Operand, Pack, Param, Value, leaves
from ..ir.traverse import all_blocks
from ..ir.types import FLOAT, INT, ListType, ScalarType, TupleType, Type
from .abstract import Abstract, Conflict, Dyn, Identity, Items, Ref, Tuple
from .given import GivenItems, GivenTuple, Note, parts_given
from .signature import Spec, Struct

#: lists of fewer items, or fewer numbers, are written out
ITEMS, NUMBERS = 5, 9


def has_whole_lists(specs: Sequence[Spec], positions: Collection[int]) -> bool:
    """True where an argument at one of the positions is, or holds, such a list."""
    return any(_holds(spec) for k, spec in enumerate(specs) if k in positions)


def _holds(spec: Spec) -> bool:
    inside = isinstance(spec, Struct) and any(map(_holds, spec.items))
    return inside or whole_list(spec) is not None


def whole_list(spec: Spec) -> ListType | None:
    """The type of the list as one value, if it may be one."""
    if not isinstance(spec, Struct) or spec.cls is not list or len(spec.items) < ITEMS:
        return None
    return _item_type(spec) if _count(spec) >= NUMBERS else None


def _item_type(spec: Spec) -> Type | None:
    if spec in (INT, FLOAT):
        return spec
    if not isinstance(spec, Struct) or spec.cls not in (tuple, list):
        return None
    items = tuple(map(_item_type, spec.items))
    if not items or None in items:
        return None
    if spec.cls is tuple:
        return TupleType(items)
    return ListType(items[0]) if len(set(items)) == 1 else None


def _count(spec: Spec) -> int:
    return sum(map(_count, spec.items)) if isinstance(spec, Struct) else 1


def entered(cx, type_: ListType, name: str, span) -> tuple[Abstract, Value]:
    """The list as an argument, and the value that it is. What is written into it stays inside the
    function, and so it cannot be the caller's list."""
    found, value = _as_list(cx, type_, name, span)
    cx.entered_whole_list = True
    cx.join_lists(type_)  # the caller may have put one row in two places
    return found, value


def _as_list(cx, type_: ListType, name: str, span) -> tuple[Ref, Value]:
    value, identity = Value(name, type_, span), Identity("list", name)
    identity.readonly = Conflict(
        f"'{name}' is written into", "write into a copy of it: list(...)", (value,)
    )
    cx.state.enter(identity, value)
    return Ref(identity), value


class Wholes:
    """The lists and tuples of numbers, known item by item, that are one value as well. `trees` are
    the parameters that no derivative is taken of, by name."""

    def __init__(self) -> None:
        self.trees: dict[str, Operand] = {}
        self.values: dict[str, Abstract] = {}
        #: of each number: the parameter, and in which of its items it is
        self.items: dict[Value, tuple[str, int]] = {}
        self.found: dict[tuple[str, tuple[int, ...]], tuple[Ref, Value]] = {}

    def of(self, cx, value: Abstract) -> Ref | None:
        """A list or tuple that is such a parameter, or a part of one, as one list; None for
        another, and where it has been changed."""
        note = _note_of(cx, value)
        if note is None or note.name not in self.trees:
            return self.slice_of(cx, value)
        place = note.name, note.path
        if place not in self.found:
            tree, items = self.trees[note.name], cx.list_type(value)
            for k in note.path:
                tree = tree.items[k]
            if items is None or items.item is None or not _is_tree(cx, value, tree):
                return None  # an empty one has items of no type
            name = note.name if not note.path else ""
            self.found[place] = found = _as_list(cx, items, name, cx.span)
            found[0].identity.repeated = True  # one row may stand in two places
        elif not _is_tree(cx, value, self.part(place)):
            return None
        return self.found[place][0]

    def enter(self, name: str, value: Abstract, tree: Operand) -> None:
        """A parameter that may be one value."""
        self.trees[name], self.values[name] = tree, value
        if isinstance(tree, Pack) and tree.kind in (list, tuple):
            for k, item in enumerate(tree.items):
                self.items.update(dict.fromkeys(leaves(item), (name, k)))

    def slice_of(self, cx, value: Abstract) -> Ref | None:
        """Items of such a list, as they follow each other in it: a slice."""
        items: tuple[Abstract, ...] = ()
        if isinstance(value, Tuple) and value.cls is tuple:
            items = parts_given(value)
        elif isinstance(value, Ref) and value.identity.kind == "list":
            content = cx.content(value)
            items = parts_given(content) if isinstance(content, Items) else ()
        places = [self.items.get(first_number(item)) for item in items]
        if len(places) < 2 or None in places or len({name for name, _ in places}) > 1:
            return None
        (name, start), (_, second) = places[:2]
        end, step = places[-1][1], second - start
        if not step or [k for _, k in places] != [start + k * step for k in range(len(places))]:
            return None
        tree = self.trees[name].items
        if not all(_is_tree(cx, item, tree[k]) for item, (_, k) in zip(items, places)):
            return None
        whole = self.of(cx, self.values[name])
        stop = end + 1 if step > 0 else end - 1 if end else None
        bounds = start, stop, None if step == 1 else step
        return whole and sliced(cx, whole, tuple(map(Const, bounds)))

    def part(self, place: tuple[str, tuple[int, ...]]) -> Operand:
        tree = self.trees[place[0]]
        for k in place[1]:
            tree = tree.items[k]
        return tree

    def put_in(self, fn: Function) -> Function:
        """The function with these lists in the place of their items."""
        if not self.found:
            return fn
        used = {v for block in all_blocks(fn.body) for node in (*block.ops, block.terminator)
                for v in node.uses}  # fmt: skip
        first: list[Op] = []
        params = tuple(_Parts(self, param, used, first, fn.span).put_in() for param in fn.params)
        body = Block(fn.body.args, (*first, *fn.body.ops), fn.body.terminator)
        return replace(fn, params=params, body=body)


class _Parts:
    """One parameter, with the lists that are one value in it; `first` takes the operations that
    read of these what else is read."""

    def __init__(self, wholes: Wholes, param: Param, used: set[Value], first: list[Op], span):
        self.param, self.used, self.first, self.span = param, used, first, span
        known = wholes.trees.get(param.name) is param.tree
        found = wholes.found.items() if known else ()
        self.wholes = {path: v for (name, path), (_, v) in found
                       if name == param.name and v in used}  # fmt: skip

    def put_in(self) -> Param:
        if not self.wholes:
            return self.param
        return replace(self.param, tree=self.joined((), self.param.tree, None))

    def joined(self, path: tuple[int, ...], tree: Operand, outer: Value | None) -> Operand:
        """What stands for the part at the path; `outer` is the list that it is taken of."""
        here: Operand | None = self.wholes.get(path)
        if outer is not None:
            if not self.is_read(path, tree):
                return tree
            here = here or (tree if isinstance(tree, Value) else Value("", _type_of(tree)))
            args = outer, Const(path[-1])
            self.first.append(Call(operator.getitem, args, (), here, False, self.span))
        if not isinstance(tree, Pack):
            return here or tree
        items = [self.joined((*path, k), item, here) for k, item in enumerate(tree.items)]
        return here or Pack(tree.kind, tuple(items), tree.keys)

    def is_read(self, path: tuple[int, ...], tree: Operand) -> bool:
        if any(leaf in self.used for leaf in leaves(tree)):
            return True
        return any(inner[: len(path)] == path for inner in self.wholes)


def sliced(cx, whole: Ref, bounds: tuple[Operand, ...]) -> Ref:
    """A slice of such a list."""
    source = cx.content(whole)
    key = operator.getitem, source, tuple(map(operand_key, bounds))
    if key not in cx.views:
        index = Pack(slice, bounds)
        cx.views[key] = cx.emit(operator.getitem, source, index, type=source.type)
    identity = Identity("list")
    identity.readonly, identity.repeated = whole.identity.readonly, True
    cx.state.heap[identity] = cx.views[key]
    return Ref(identity)


def first_number(item: Abstract) -> Value | None:
    while isinstance(item, Tuple) and (parts := parts_given(item)):
        item = parts[0]
    return item.value if isinstance(item, Dyn) else None


def _note_of(cx, value: Abstract) -> Note | None:
    match value:
        case GivenTuple():
            return value.note
        case Ref(identity=identity, path=()) if identity.kind == "list":
            content = cx.content(value)
            return content.note if isinstance(content, GivenItems) else None
    return None


def _is_tree(cx, value: Abstract, tree: Operand) -> bool:
    """True where the value is all of what the parameter was, and holds numbers alone."""
    match value, tree:
        case Dyn(value=number), Value(type=ScalarType()):
            return number is tree
        case (Tuple(cls=cls), Pack(kind=kind)) if kind is cls:
            parts = parts_given(value)
        case (Ref(), Pack(kind=kind)) if kind is list:
            content = cx.content(value)
            parts = parts_given(content) if isinstance(content, Items) else ()
        case _:
            return False
    return len(parts) == len(tree.items) and all(
        _is_tree(cx, part, item) for part, item in zip(parts, tree.items)
    )


def _type_of(tree: Operand) -> Type:
    if isinstance(tree, Pack):
        items = tuple(map(_type_of, tree.items))
        if tree.kind is list:
            return ListType(items[0] if items else None)
        return TupleType(items, tree.kind)
    return tree.type
