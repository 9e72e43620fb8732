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

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import Block, Call, Const, Operand, Pack, Return, Value, declared, leaves
from ..ir.traverse import free_values, walk
from ..ir.types import Dim, TupleType, Type
from . import records
from .abstract import Abstract, Array, Closure, Identity, Items, Ref, Tuple
from .choices import conflicts_in, with_none
from .failure import Again, Signal, Unreachable
from .join import same_value
from .kept_results import Returned
from .made import Made, storages_in
from .names import Frame
from .nesting import Place, grown, make_records
from .slots import (
    Axes, Fixed, Slot, constant_or_value, covering, enter_slot, handed_over, map_dims, slot_of,
)  # fmt: skip
from .tables import STANDS_FOR

#: how often the result of a function may turn out to be wider than was assumed
MAX_ATTEMPTS = 20
#: for how many kinds of arguments a function may be made while it is being made
MAX_OPEN = 20


class Widened(Signal):
    """A call of the function that is being made does not fit the parameters: they are wider now."""


class Kept(Returned):
    """Adds calls that stay calls."""

    def kept_call(self, frame: Frame, bound: list[Abstract]) -> Abstract:
        """The call of a function for these arguments, which is made first if it is new."""
        for conflict in conflicts_in(bound):
            self.conflict(conflict)
        return with_none(self, bound, lambda values: self.kept_for(frame, values))

    def kept_for(self, frame: Frame, bound: list[Abstract]) -> Abstract:
        for made in self.made.get(frame.function, ()):
            if self.is_same(made, frame):
                axes, slots = self.cover(made, bound)
                if all(a is b for a, b in zip(slots, made.slots)):
                    for identity in made.seen:
                        self.note_read(identity)
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
            if sum(other.is_open for other in group) > MAX_OPEN:
                self.refuse(
                    f"{function.name}() calls itself with arguments of another structure each "
                    "time, and values of the run decide how often",
                    "write it as a loop",
                )
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
        with self.inner(outside.copy()) as builder, self.without_claims():
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
            grown(self, result, self.directives.grown.get(frame.function, set()))
            result = records.enclosed(self, result, self.record_places(made))
            tree = self.result_tree(made, result, before)
            block = Block((), tuple(builder.ops), Return(Const(None)))
            found = self.sharing_of(result, args, before)
        own = set(params)
        read = free_values(Block((), block.ops, Return(tree)))
        closed = tuple(value for value in read if value not in own)
        self.settle(made, params, closed, block.ops, tree)
        made.shared = found
        calls = [op for op in walk(block) if isinstance(op, Call)]
        made.effect = any(op.effect and op.callee is not prims.bound for op in calls)
        made.seen = self.seen_by(made)

    def refuse_writes(self, before: dict) -> None:
        """Nothing that was there before may have been changed."""
        heap, unknown = self.state.heap, self.state.unknown
        owned = {**dict(self.entered_storages()), **before}
        for identity, content in owned.items():
            changed = heap.get(identity, content) is not content
            if changed or (identity in unknown and identity not in self.state.outer.unknown):
                self.refuse(
                    f"a function that calls itself writes into {self.named(identity)}, "
                    "which it does not own",
                    "let it work on a copy and return it; for a memo use functools.lru_cache, or "
                    "fill it in a loop",
                )

    def named(self, identity: Identity) -> str:
        """What the program calls a thing; of what a dict or set of the run consists, that."""
        for owner, content in self.state.heap.items():
            if isinstance(content, Items) and content.cls in STANDS_FOR:
                if any(isinstance(v, Ref) and v.identity is identity for v in content.values):
                    kind = STANDS_FOR[content.cls].__name__
                    return f"'{owner.name}'" if owner.name else f"a {kind}"
        return f"'{identity.name or identity.kind}'"

    def entered_storages(self) -> list[tuple[Identity, Value]]:
        """Set by `specialize`: arrays of the caller's, as they came in."""
        return []

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
