"""Functions that stay calls: each is run once for its arguments and becomes a Function of its own.

A function that calls itself, how often only the run decides, cannot be run in place. It is run
with parameters in the place of its arguments, and with an assumption of what it returns: at first
that a call of itself does not return, then what the run before has found, until nothing new comes
out. An argument that does not fit widens the parameters, and all begins again.

What such a function closes over it is handed as further arguments. It may write into nothing that
was there before it: that would be a second result.
"""

from __future__ import annotations

import operator
from typing import NoReturn

from ..errors import UnsupportedError
from ..ir.nodes import (
    Block, Call, Const, Function, Operand, Pack, Param, Return, Value, declared, define, leaves,
)  # fmt: skip
from ..ir.calls import map_calls
from ..ir.traverse import Cloner, free_values, walk
from ..ir.types import Dim, ListType, RecordType, TupleType, Type
from . import records
from .abstract import Abstract, Array, Closure, Identity, Items, Ref, Tuple
from .failure import Again, Signal, Unreachable
from .join import same_value
from .lattice import join_types
from .library import Library
from .made import (
    Made, flatten_like, is_shared, named_apart, packed_type, same_tree, scalar_or_type, storages_in,
    things_in,
)  # fmt: skip
from .names import Frame
from .nesting import Place, make_records
from .slots import (
    Axes, Fixed, Slot, constant_or_value, covering, dims_of, enter_slot, handed_over, is_local,
    map_dims, slot_of,
)  # fmt: skip


#: how often the result of a function may turn out to be wider than was assumed
MAX_ATTEMPTS = 20


class Widened(Signal):
    """A call of the function that is being made does not fit the parameters: they are wider now."""


class Kept(Library):
    """Adds calls that stay calls."""

    def __init__(self, span=None):
        super().__init__(span)
        self.made: dict[Function, list[Made]] = {}
        self.records: dict[tuple[Function, Place], list[RecordType]] = {}

    def kept_call(self, frame: Frame, bound: list[Abstract]) -> Abstract:
        """The call of a function for these arguments, which is made first if it is new."""
        for made in self.made.get(frame.function, ()):
            if self.is_same(made, frame):
                axes, slots = self.cover(made, bound)
                if all(a is b for a, b in zip(slots, made.slots)):
                    return self.emit_kept(made, bound, axes)
                if made.is_open and None not in slots:
                    made.slots = slots
                    made.flexible.update(axes.made.values())
                    raise Widened(made)
        made = self.make(frame, bound)
        return self.emit_kept(made, bound, self.cover(made, bound)[0])

    def is_same(self, made: Made, frame: Frame) -> bool:
        """True where the function would read the same from outside."""
        cells = made.frame.cells
        return (
            made.no_grad == bool(self.no_grad)
            and all(made.frame.closure[k] is c for k, c in frame.closure.items())
            and cells.keys() == frame.cells.keys()
            and all(same_value(cells[k], v) for k, v in frame.cells.items())
            and all(self.state.heap.get(i) is c for i, c in made.seen.items())
            and not any(i in self.state.unknown for i in made.seen)
        )

    def cover(self, made: Made, bound: list[Abstract]) -> tuple[Axes, list[Slot | None]]:
        axes = Axes(made.is_rigid, self.new_axis)
        return axes, [covering(self, s, v, axes) for s, v in zip(made.slots, bound)]

    # --- making one ---

    def make(self, frame: Frame, bound: list[Abstract]) -> Made:
        function = frame.function
        slots = [slot_of(self, value) for value in bound]
        sources = self.filled(slots, bound)
        made = Made(declared(function.name), frame, bool(self.no_grad), slots, sources)
        group = self.made.setdefault(function, [])
        group.append(made)
        errstates, self.errstates = self.errstates, ()  # they stand around the call
        try:
            for _ in range(MAX_ATTEMPTS):
                if self.attempt(made):
                    break
            else:
                make_records(self, function, records.tuples_in(made.result))
                self.refuse_structure()
            if any(made.shared) and function not in self.directives.recursive:
                self.refuse("the result of this function may share memory with what it is given")
        except UnsupportedError as error:
            self.directives.cannot_keep(function, error)
            raise Again from error
        except Exception:
            group.remove(made)
            raise
        finally:
            self.errstates = errstates
        made.is_open = False
        return made

    def attempt(self, made: Made) -> bool:
        """Run the function on its parameters; True if what was assumed of it has come out."""
        others = {f: len(group) for f, group in self.made.items()}
        conditions, grads = len(self.conditions), self.no_grad
        before = made.assumption()
        try:
            self.run_once(made)
            if not made.calls_itself or made.assumption() == before:
                return True
        except Widened as widened:
            del self.conditions[conditions:]
            self.no_grad = grads
            if widened.args[0] is not made:
                raise
            made.forget()
        for function, group in self.made.items():  # they were made on a wrong assumption
            del group[others.get(function, 0) :]
        return False

    def run_once(self, made: Made) -> None:
        frame = made.frame
        outside = self.state
        with self.inner(outside.copy()) as builder:
            self.views, self.canonical = {}, {}  # what the caller has at hand is not so here
            params: list[Value] = []
            args = [
                enter_slot(self, slot, param.name, params)
                for slot, param in zip(made.slots, frame.function.params)
            ]
            self.refuse_lists_of_arrays([value.type for value in params])
            for value, source in zip(params, made.sources):
                self.origins.calls[value] = None, (source,)
            before = dict(self.state.heap)
            fresh = Frame(frame.function, frame.globals, frame.cells, frame.closure)
            try:
                result = self.run_in_place(fresh, args)
            except Unreachable:
                self.refuse(f"{frame.function.name}() calls itself or raises on every path")
            self.refuse_writes(before)
            result = records.enclosed(self, result, self.record_places(made))
            tree = self.result_tree(made, result, before)
            block = Block((), tuple(builder.ops), Return(Const(None)))
            found = self.sharing_of(result, args, before)
        own = set(params)
        read = free_values(Block((), block.ops, Return(tree)))
        closed = tuple(value for value in read if value not in own)
        self.settle(made, params, closed, block.ops, tree)
        made.shared = found
        made.effect = any(isinstance(op, Call) and op.effect for op in walk(block))
        made.seen = self.seen_by(made)

    def record_places(self, made: Made) -> set[Place]:
        return self.directives.records.get(made.frame.function, set())

    def refuse_writes(self, before: dict) -> None:
        """Nothing that was there before may have been changed."""
        heap, unknown = self.state.heap, self.state.unknown
        owned = {**dict(self.entered_storages()), **before}
        for identity, content in owned.items():
            changed = heap.get(identity, content) is not content
            if changed or (identity in unknown and identity not in self.state.outer.unknown):
                self.refuse(
                    f"a function that calls itself writes into '{identity.name or identity.kind}', "
                    "which it does not own",
                    "let it work on a copy and return it",
                )

    def entered_storages(self) -> list[tuple[Identity, Value]]:
        """Set by `specialize`: arrays of the caller's, as they came in."""
        return []

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

    def seen_by(self, made: Made) -> dict[Identity, object]:
        """What the things from outside hold that the function can reach by name."""
        found: dict[Identity, object] = {}
        fixed = [slot.value for slot in made.slots if isinstance(slot, Fixed)]
        todo = [*made.frame.cells.values(), *fixed, *self.hidden.values()]
        while todo:
            value = todo.pop()
            match value:
                case Array(storage=identity) | Ref(identity=identity):
                    if identity in self.state.heap and identity not in found:
                        found[identity] = self.state.heap[identity]
                        todo.append(found[identity])
                case Tuple(items=items) | Items(values=items):
                    todo.extend(items)
                case Closure(cells=cells, defaults=defaults):
                    todo.extend((*cells.values(), *defaults))
        return found

    # --- calling one ---

    def emit_kept(self, made: Made, bound: list[Abstract], axes: Axes) -> Abstract:
        made.calls_itself |= made.is_open
        if made.is_open and made.result is None:  # another path will say what it returns
            self.state.dead = True
            raise Unreachable(RecursionError(f"{made.function.name}() calls itself on every path"))
        args = self.filled(made.slots, bound)
        closed = () if made.is_open else made.closed
        types = [self.type_outside(v.type, axes) for v in leaves(made.result)]
        result = None
        if types:
            type_ = types[0] if len(types) == 1 else TupleType(tuple(types))
            result = Value("", type_, self.span)
            self.origins.calls[result] = None, args
        if result is not None or made.effect:
            call = Call(made.function, (*args, *closed), (), result, made.effect, self.span)
            self.builder.ops.append(call)
        parts = [result] if len(types) == 1 else [
            self.emit(operator.getitem, result, Const(k), type=t) for k, t in enumerate(types)
        ]  # fmt: skip
        found = self.embedded(made, made.result, iter(parts))
        self.link_results(made, found, bound)
        return found

    def filled(self, slots: list[Slot], bound: list[Abstract]) -> tuple[Operand, ...]:
        """The operands of what fills the holes of the slots."""
        found: list = []
        for slot, value in zip(slots, bound):
            handed_over(self, slot, value, found)
        return tuple(constant_or_value(self, each) for each in found)

    def type_outside(self, type_: Type, axes: Axes) -> Type:
        """A type of the function's result as its caller sees it."""
        names: dict[Dim, Dim] = {}

        def outside(dim: Dim):
            found = axes.outside(dim)
            if found is None:
                found = names.get(dim) or names.setdefault(dim, self.new_axis(dim.not_one))
            return found

        return map_dims(type_, outside)

    def embedded(self, made: Made, tree: Operand, parts, place: Place = ()) -> Abstract:
        """The abstract value of a result, its leaves replaced in order."""
        match tree:
            case Const():
                return self.lift_constant(tree.value)
            case Value():
                return self.wrap(next(parts))
            case Pack(kind=kind, items=items, keys=keys):
                new = tuple(
                    self.embedded(made, item, parts, (*place, k)) for k, item in enumerate(items)
                )
                if issubclass(kind, tuple):
                    found = Tuple(new, kind)
                    if kind is tuple:
                        self.returned[found] = made.frame.function, place
                    return found
                label = {list: "list", dict: "dict"}.get(kind, "object")
                identity = Identity(label, kind.__name__)
                self.state.heap[identity] = Items(new, keys, kind if label == "object" else None)
                return Ref(identity)
        raise TypeError(f"not an operand: {tree!r}")

    def link_results(self, made: Made, result: Abstract, bound: list[Abstract]) -> None:
        """Note with what the arrays in the result may share memory."""
        args = storages_in(self, Tuple(tuple(bound)))
        results = storages_in(self, result)
        for storage, near in zip(results, made.shared):
            for other in near:
                match other:
                    case int():
                        self.may_hold(storage, args[other])
                    case ("result", k):
                        self.may_hold(storage, results[k])
                    case _:
                        self.may_hold(storage, other)
