"""What is known of a kept function, and the trees of what it takes and returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..ir.nodes import Const, Function, Operand, Pack, Param, Value, leaves
from ..ir.types import ArrayType, Dim, ListType, RecordType, TupleType, Type
from .abstract import Abstract, Array, Identity, Items, Ref, Tuple
from .context import Context, python_scalar_type
from .names import Frame
from .records import items_within
from .slots import Slot, dims_of, holes


@dataclass(slots=True, eq=False)
class Made:
    """One function for one kind of arguments. `result` is a tree of what it returns, None while
    nothing is known of it; `shared` are, for each array in it, the parameters, things from outside
    and other results that it may share memory with. `seen` is what it read of the things from
    outside, `closed` the values of it that it is handed, `sources` the operands of the first call.
    `records` are the types of the tuples in the result that are records, by their place. `is_open`
    while it is being made."""

    function: Function
    frame: Frame
    no_grad: bool
    slots: list[Slot]
    sources: tuple[Operand, ...]
    flexible: set[Dim] = field(default_factory=set)
    result: Operand | None = None
    shared: tuple[frozenset, ...] = ()
    effect: bool = False
    closed: tuple[Value, ...] = ()
    seen: dict[Identity, object] = field(default_factory=dict)
    records: dict[tuple[int, ...], RecordType] = field(default_factory=dict)
    is_open: bool = True
    calls_itself: bool = False

    def assumption(self) -> tuple:
        held: dict[RecordType, tuple[Type, ...]] = {}
        for value in () if self.result is None else leaves(self.result):
            items_within(value.type, held)
        return self.result, self.shared, self.effect, held

    def forget(self) -> None:
        """Nothing is known of the result any more."""
        self.result, self.shared = None, ()
        self.records.clear()

    def is_rigid(self, dim: Dim) -> bool:
        """An axis of the place where it is made: it may stand for another only if nothing from
        there has it, and no other axis is made of it."""
        if dim in self.flexible:
            return False
        if self.is_open or dim.offset:
            return True
        types = [v.type for v in self.closed] + [t for s in self.slots for t in holes(s)]
        known = {d for t in types for d in dims_of(t) if d.name == dim.name}
        return known != {dim} or any(dim in dims_of(v.type) for v in self.closed)


def packed_type(tree: Operand) -> Type:
    """The type of the values in a tree, handed over as one."""
    types = tuple(v.type for v in leaves(tree))
    return types[0] if len(types) == 1 else TupleType(types)


def is_shared(item: Type | None) -> bool:
    """True for an item of a list that other names may change too."""
    if isinstance(item, TupleType):
        return any(map(is_shared, item.items))
    return isinstance(item, ArrayType | ListType)


def scalar_or_type(operand: Value | Const) -> Type | None:
    return operand.type if isinstance(operand, Value) else python_scalar_type(operand.value)


def same_tree(a: Operand, b: Operand) -> bool:
    match a, b:
        case Value(type=x), Value(type=y):
            return x == y
        case Const(), Const():
            return a is b
        case Pack(items=x), Pack(items=y):
            return all(map(same_tree, x, y))
    return False


def flatten_like(tree: Operand, actual: Operand, out: list[Operand]) -> None:
    """Append the parts of `actual` where the tree has values."""
    if isinstance(tree, Value):
        out.append(actual)
    elif isinstance(tree, Pack):
        for part, item in zip(tree.items, actual.items):
            flatten_like(part, item, out)


def named_apart(params: tuple[Param, ...]) -> tuple[Param, ...]:
    """The parameters with names that differ."""
    taken: dict[str, int] = {}
    found = []
    for param in params:
        name, count = param.name, 0
        while name in taken:
            count += 1
            name = f"{param.name}_{count}"
        taken[name] = 1
        found.append(Param(name, param.tree))
    return tuple(found)


def storages_in(cx: Context, value: Abstract) -> list[Identity]:
    """The storages of the arrays in a value, in order, records as wholes, and the lists of unknown
    length."""
    match value:
        case Ref(identity=Identity(kind="record") as identity):
            return [identity]
        case Array(storage=storage):
            return [storage]
        case Tuple(items=items) | Items(values=items):
            return [s for item in items for s in storages_in(cx, item)]
        case Ref(identity=identity):
            content = cx.state.heap.get(identity)
            return [identity] if isinstance(content, Value) else storages_in(cx, content)
    return []


def things_in(cx: Context, value: Abstract) -> list[Ref]:
    """The lists, dicts and objects in a value."""
    match value:
        case Ref(identity=Identity(kind="record")):
            return []
        case Tuple(items=items) | Items(values=items):
            return [t for item in items for t in things_in(cx, item)]
        case Ref(identity=identity):
            return [value, *things_in(cx, cx.state.heap.get(identity))]
    return []
