"""What functions that stay calls return: the tree of a result, and what it shares memory with.

Each run of such a function (see kept.py) ends in a tree of values, which widens what was assumed
of its result until both are the same.
"""

from __future__ import annotations

from typing import NoReturn

from ..ir.calls import map_calls
from ..ir.nodes import (
    Block, Call, Const, Function, Operand, Pack, Param, Return, Value, define, leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, walk
from ..ir.types import Dim, ListType, RecordType, Type
from . import records
from .abstract import Abstract, Tuple
from .lattice import join_types
from .library import Library
from .made import (
    Made, flatten_like, is_shared, named_apart, packed_type, same_tree, scalar_or_type, storages_in,
    things_in,
)  # fmt: skip
from .nesting import Place, make_growing, make_records
from .slots import dims_of, is_local, map_dims


def _is_list(tree: Operand | None) -> bool:
    """True for a list, of known length or not."""
    if isinstance(tree, Pack):
        return tree.kind is list
    return isinstance(tree, Value) and isinstance(tree.type, ListType)


class Returned(Library):
    """Adds the results of functions that stay calls."""

    def __init__(self, span=None):
        super().__init__(span)
        self.made: dict[Function, list[Made]] = {}
        self.records: dict[tuple[Function, Place], list[RecordType]] = {}

    def record_places(self, made: Made) -> set[Place]:
        return self.directives.records.get(made.frame.function, set())

    def result_tree(self, made: Made, result: Abstract, before: dict) -> Operand:
        given = [t for t in things_in(self, result) if t.identity in before and not t.path]
        make_records(self, made.frame.function, records.holding(result, given))
        for thing in things_in(self, result):
            if thing.path or thing.identity in before:
                what = "a list or object that it was given"
                self.refuse(f"a function that calls itself returns {what}", "return a copy")
        tree = self.operand(result)
        self.refuse_lists_of_arrays([value.type for value in leaves(tree)])
        return tree

    def refuse_lists_of_arrays(self, types: list[Type]) -> None:
        """Which of its arrays a list shares with whom is not followed through a call."""
        if any(isinstance(t, ListType) and is_shared(t.item) for t in types):
            self.refuse("a function that calls itself is given or returns a list of arrays",
                        "use one array with an axis more")  # fmt: skip

    def sharing_of(self, result: Abstract, args: list[Abstract], before: dict) -> tuple:
        """With what the arrays in the result may share memory."""
        positions = {s: k for k, s in enumerate(storages_in(self, Tuple(tuple(args))))}
        found: list[frozenset] = []
        results = storages_in(self, result)
        for k, storage in enumerate(results):
            near: set = set()
            for other in (storage, *storage.links):
                if other in positions:
                    near.add(positions[other])
                elif other in before:
                    near.add(other)
            for j, earlier in enumerate(results[:k]):
                if earlier is storage or earlier in storage.links:
                    near.add(("result", j))
            found.append(frozenset(near))
        return tuple(found)

    def settle(self, made: Made, params, closed, ops, tree: Operand) -> None:
        """Give the function its body, and widen what is known of its result to `tree`."""
        dims = {d for v in (*params, *closed) for d in dims_of(v.type)}
        names: dict[Dim, Dim] = {}

        def canonical(dim: Dim) -> Dim:
            if dim in dims or not is_local(dim):
                return dim
            return names.setdefault(dim, Dim(f"?{made.function.name}{len(names)}", dim.not_one))

        new = self.joined_tree(made, made.result, tree, canonical)
        if made.result is None or not same_tree(new, made.result):
            made.result = new
        flat: list[Operand] = []
        flatten_like(made.result, tree, flat)
        value = flat[0] if len(flat) == 1 else Pack(tuple, tuple(flat))
        cloner = Cloner()
        inside = [*map(cloner.fresh, params), *map(cloner.fresh, closed)]

        def with_closed(op: Call) -> Call:
            if op.callee is not made.function:
                return op
            return Call(op.callee, (*op.args, *closed), (), op.result, op.effect, op.span)

        body = map_calls(Block((), ops, Return(value)), with_closed)
        function = made.frame.function
        all_params = tuple(Param(v.name or "x", v) for v in inside)
        define(
            made.function,
            Function(function.name, named_apart(all_params), cloner.block(body),
                     span=function.span, results=packed_type(made.result)),
        )
        made.closed = closed
        others = [other for other in self.all_made() if other is not made]
        if closed and any(self.calls(other, made) for other in others):
            self.refuse(
                f"{function.name}() closes over variables, and a function that it calls calls it "
                "and itself",
                "pass what it reads as arguments",
            )  # fmt: skip

    def all_made(self) -> list[Made]:
        return [made for group in self.made.values() for made in group]

    def calls(self, made: Made, other: Made) -> bool:
        return any(getattr(op, "callee", None) is other.function for op in walk(made.function.body))

    def joined_tree(
        self, made: Made, known: Operand | None, tree: Operand, canonical, place: Place = ()
    ) -> Operand:
        """A tree of values that stands for both."""
        if isinstance(tree, Pack) and place in self.record_places(made):
            return self.joined_record(made, known, tree, place)
        match known, tree:
            case None, Value():
                return Value(tree.name, map_dims(tree.type, canonical))
            case None, Pack(kind=kind, items=items, keys=keys):
                new = tuple(
                    self.joined_tree(made, None, item, canonical, (*place, k))
                    for k, item in enumerate(items)
                )
                return Pack(kind, new, keys)
            case None, Const():
                return tree
            case Const(value=a), Const(value=b) if type(a) is type(b) and a == b:
                return known
            case (Value() | Const(), Value() | Const()):
                types = (scalar_or_type(known), map_dims(scalar_or_type(tree), canonical))
                joined = join_types(*types, self.new_axis)
                if joined is not None:
                    return Value(getattr(known, "name", ""), joined)
            case Pack(kind=kind, items=a, keys=keys), Pack(items=b):
                if kind is tree.kind and keys == tree.keys and len(a) == len(b):
                    new = tuple(
                        self.joined_tree(made, i, j, canonical, (*place, k))
                        for k, (i, j) in enumerate(zip(a, b))
                    )
                    return Pack(kind, new, keys)
        if _is_list(known) and _is_list(tree):
            make_growing(self, made.frame.function, place)
        self.refuse_structure()

    def joined_record(self, made: Made, known: Operand | None, tree: Pack, place) -> Operand:
        record = made.records.get(place)
        if record is not None and not records.widen(record, tree, self.new_axis):
            self.refuse_structure()
        if record is None:
            record = made.records[place] = self.record_type(made, tree, place)
        if isinstance(known, Value) and known.type is record:
            return known
        return Value("", record)

    def record_type(self, made: Made, tree: Pack, place) -> RecordType:
        """A type for this tuple, the same as in an earlier attempt: what is assumed of a function
        could not come out, if others had new types with each attempt."""
        pool = self.records.setdefault((made.frame.function, place), [])
        in_use = {record for other in self.all_made() for record in other.records.values()}
        for record in pool:
            if record not in in_use and records.widen(record, tree, self.new_axis):
                return record
        new = RecordType(made.function.name)
        if not records.widen(new, tree, self.new_axis):
            self.refuse_structure()
        pool.append(new)
        return new

    def refuse_structure(self) -> NoReturn:
        self.refuse(
            "the result of this function has another structure the deeper it calls itself",
            "return the same structure on every path",
        )
