"""Part of a program as a function of its own: everything that it reads becomes a parameter.

Nested transforms (`grad` of a lambda inside differentiated code), custom derivatives and
checkpoints need a piece of the program as one `Function`. The piece is run in a block of its own
on fresh values for its arguments; what the block reads from outside is closed over.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..ir.nodes import Block, Const, Function, Operand, Pack, Param, Return, Value, leaves
from ..ir.traverse import Cloner, all_blocks, bind_parameters, free_values
from ..ir.types import ArrayType, ScalarType, is_differentiable
from . import apart, homes, whereabouts
from .abstract import (
    Abstract, Array, Dyn, Identity, Items, Ref, State, Static, Tuple,
)  # fmt: skip
from .context import Context, python_scalar_type
from .handed_on import HandedOn, handed_on, identity_of, link_copies

KEYWORD_ONLY = 3


@dataclass(frozen=True, slots=True)
class Outlined:
    """`function` has one parameter for each argument and then one for each value that it closes
    over; `operands` are what the parameters stand for here, in the same order; `targets` are the
    arrays here that it writes into, in the order of `function.written`; `shared` is what its result
    shares with what is around it."""

    function: Function
    operands: tuple[Operand, ...]
    targets: tuple[Array, ...] = ()
    shared: HandedOn = ()


def outline(
    cx: Context,
    name: str,
    args: list[Abstract],
    call: Callable[[list[Abstract]], Abstract],
    writes: bool = False,
    state: State | None = None,
    names: tuple[str, ...] = (),
) -> Outlined:
    """The function that `call` computes of `args`. Only where `writes` is set may it write: into
    arrays, and into lists, dicts and objects among `args`, which stay as they are here. Where a
    `state` is given, an earlier one of the program, the arguments have their values of then, and
    what is written is dropped. A
    `with no_grad():` around it is none inside it. `names` are those of the first arguments."""
    with cx.inner(cx.state.earlier(state or cx.state)) as builder, cx.unheld():
        before, claims = cx.state.copy(), len(cx.claims)
        copies: dict[Identity, Array | Ref] = {}
        parts = [refreshed(cx, arg, copies) for arg in args]
        trees, operands = [part[1] for part in parts], [part[2] for part in parts]
        if writes:
            _link_containers(copies)
        else:  # a transform hands over copies
            link_copies(cx, copies)
        cx.handed.update(dict.fromkeys(copies))
        entered = dict(cx.state.heap)
        returned = call([part[0] for part in parts])
        whereabouts.settle_all(cx, entered)
        shared = handed_on(cx, returned, copies, entered)
        result = cx.operand(returned)
        changed = [i for i, content in entered.items() if cx.state.heap.get(i) is not content]
        if not state:
            _check_known(cx, copies, entered, before)
        if changed and not (state or writes and _is_followed(changed, copies)):
            refuse_write(cx)
        kept = [] if state else [i for i in changed if i.kind == "array"]
        versions = tuple(cx.state.heap[i] for i in kept)
        block = Block((), tuple(builder.ops), Return(result, versions))
        own = {v for tree in trees for v in leaves(tree)}
        closed = [v for v in free_values(block) if v not in own]
        check_claims(cx, claims, [*own, *closed], block)
        cx.state.heap = before.heap
        if _seen_twice(cx, changed, copies, closed):
            refuse_write(cx)
    targets = tuple(copies.get(i, Array(i)) for i in kept)
    written = [entered[i] for i in kept]
    closed += [v for v in written if v not in own and v not in closed]
    cloner = Cloner()
    named = enumerate(itertools.zip_longest(trees, names[: len(trees)]))
    params = [Param(name or _parameter_name(t, k), t) for k, (t, name) in named]
    for value in closed:
        params.append(Param(value.name or "closed", cloner.fresh(value), KEYWORD_ONLY))
    body = cloner.block(block)
    leaves_written = tuple(cloner.map.get(v, v) for v in written)
    function = Function(name, tuple(params), body, leaves_written, cx.span)
    return Outlined(function, (*operands, *closed), targets, shared)


def check_claims(cx: Context, start: int, given: list[Value], block: Block) -> None:
    """Hold what has been claimed here of lists against the block alone, which knows of
    those around it only what it is given."""
    met = set(given)
    for inner in all_blocks(block):
        met.update(inner.args, *(op.results for op in inner.ops))
    claims = [claim for claim in cx.claims[start:] if claim[1] in met]
    del cx.claims[start:]
    apart.check(cx, claims, given, block.ops)


def refuse_write(cx: Context):
    cx.refuse(
        "a function under a nested transform writes into something outside it",
        "let it work on a copy and return it",
    )


def _link_containers(copies: Mapping[Identity, Array | Ref]) -> None:
    """A function that writes into a list, dict or object that it is given does not read it by
    another name behind that."""
    for copy, value in copies.items():
        if isinstance(value, Ref):
            copy.twin(value.identity)


def _is_followed(changed: list[Identity], copies: Mapping[Identity, Array | Ref]) -> bool:
    """True where arrays have new versions, and of all the rest only arguments have changed."""
    return all(i.kind == "array" or i in copies for i in changed)


def _check_known(
    cx: Context, copies: Mapping[Identity, Array | Ref], entered: Mapping[Identity, object],
    before: State,
) -> None:
    """Refuse a function of which it is open what it has changed."""
    originals = set(map(identity_of, copies.values()))
    for identity in entered:
        if identity in cx.state.unknown and identity not in before.unknown.keys() | originals:
            cx.content(identity)  # refused, or known in another run


def _seen_twice(
    cx: Context, changed: list[Identity], copies: dict[Identity, Array | Ref], closed: list[Value]
) -> bool:
    """True where the function sees what it writes under another name too, which its own
    parameter for it would not follow."""
    for identity in changed:
        storage = identity_of(copies.get(identity)) or identity
        shared = {storage, *storage.links}
        others = (copy for other, copy in copies.items() if other is not identity)
        if any(identity_of(copy) in shared for copy in others):
            return True
        if identity in copies and shared_values(cx, shared) & set(closed):
            return True
    return False


def shared_values(cx: Context, storages: set[Identity]) -> set[Value]:
    """What these hold now, and every view of it."""
    found = {cx.state.heap[i] for i in storages if i in cx.state.heap}
    while True:
        seen = {v for (base, _), v in cx.views.items() if base in found} - found
        if not seen:
            return found
        found |= seen


def _parameter_name(tree: Operand, k: int) -> str:
    return tree.name if isinstance(tree, Value) and tree.name else f"x{k}"


def refreshed(
    cx: Context, value: Abstract, copies: dict[Identity, Array | Ref]
) -> tuple[Abstract, Operand, Operand]:
    """(the same value made of new leaves, the tree of the new leaves, what they stand for);
    `copies` notes which array, list, dict or object each new one stands for."""
    match value:
        case Static(value=v):
            scalar = python_scalar_type(v)
            if scalar is None or scalar.dtype[0] not in "fc":
                return value, Const(v), Const(v)
            new = Value("x", scalar)
            return Dyn(new), new, Const(v)
        case Dyn(value=v):
            if not isinstance(v.type, ScalarType):
                return value, Const(None), Const(None)
            new = stand_in(cx, v)
            return Dyn(new), new, v
        case Array():
            seen = cx.value_of(value)
            new = stand_in(cx, seen)
            storage = cx.new_storage(new)
            copies[storage] = value
            return Array(storage), new, seen
        case Tuple(items=items, cls=cls):
            parts = [refreshed(cx, item, copies) for item in items]
            trees, operands = (Pack(cls, tuple(p[k] for p in parts)) for k in (1, 2))
            return Tuple(tuple(p[0] for p in parts), cls), trees, operands
        case Ref(identity=identity) if isinstance(cx.content(value), Items):
            content: Items = cx.content(value)
            parts = [refreshed(cx, item, copies) for item in content.values]
            kind = {"list": list, "dict": dict}.get(identity.kind, content.cls)
            copy = Identity(identity.kind, identity.name)
            copies[copy] = value
            cx.state.heap[copy] = Items(tuple(p[0] for p in parts), content.keys, content.cls)
            trees, operands = (
                Pack(kind, tuple(p[k] for p in parts), content.keys) for k in (1, 2)
            )
            return Ref(copy), trees, operands
        case Ref(identity=identity) if isinstance(cx.content(value), Value):
            cx.prefer_known(value)
            seen = cx.content(value)
            if identity.kind != "list" or not is_differentiable(seen.type):
                return value, Const(None), Const(None)
            new, copy = stand_in(cx, seen), Identity("list", identity.name)
            copies[copy] = value
            cx.state.heap[copy] = new
            homes.of_the_caller(Ref(copy))
            return Ref(copy), new, seen
    return value, Const(None), Const(None)


def stand_in(cx: Context, value: Value) -> Value:
    """A fresh value for one from outside, which decides whatever it decides."""
    new = Value(value.name or "x", value.type)
    cx.origins.calls[new] = None, (value,)
    if cx.order.of(value) is not None:
        cx.order.known[new] = cx.order.of(value)
    return new


def splice(
    cx: Context,
    function: Function,
    operands: tuple[Operand, ...],
    targets: tuple[Array, ...] = (),
) -> Abstract:
    """Emit the function's body here, its parameters replaced, and let the arrays that it writes
    into have their last versions; the abstract value it returns."""
    cloner = Cloner()
    bind_parameters(cloner, function, operands)
    block = cloner.block(function.body)
    cx.builder.ops.extend(block.ops)
    for target, version in zip(targets, block.terminator.versions):
        if target.path:
            cx.write(target, None, version)
        else:
            cx.replace(target.storage, version)
    return embed(cx, block.terminator.value)


def embed(cx: Context, operand: Operand) -> Abstract:
    """The abstract value of an operand of typed IR."""
    match operand:
        case Const(value=v):
            return Static(v)
        case Value(type=ArrayType()):
            return Array(cx.new_storage(operand))
        case Value():
            return cx.wrap(operand)
        case Pack(kind=kind, items=items, keys=keys):
            parts = tuple(embed(cx, item) for item in items)
            if issubclass(kind, tuple):
                return Tuple(parts, kind)
            label = {list: "list", dict: "dict"}.get(kind, "object")
            identity = Identity(label, kind.__name__)
            cx.state.heap[identity] = Items(parts, keys, kind if label == "object" else None)
            return Ref(identity)
    raise TypeError(f"not an operand: {operand!r}")
