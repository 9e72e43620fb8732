"""The primitives of untyped IR: what Python's syntax does, on abstract values."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ..frozen import MISSING
from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import BOOL, OpaqueType, ScalarType
from . import context_managers, gaps, misuse, tables
from .abstract import (
    Abstract, Array, Closure, Conflict, Dyn, Identity, Maybe, Ref, Static, Tuple, Undefined,
)  # fmt: skip
from .bounds import closed_index
from .choices import shown
from .class_handlers import class_of_error
from .elementwise import OPERATORS
from .equality import among, holds, kind_of, known_value
from .given import note_present, value_behind
from .handlers import METHODS
from .unbound import read_cell, read_free, read_variable


def _new_cell(cx, op: Call) -> Abstract:
    identity = Identity("cell", op.args[0].value)
    cx.state.heap[identity] = Undefined()
    return Ref(identity)


def _cell_set(cx, op: Call) -> Abstract:
    cell, value = cx.read(op.args[0]), cx.read(op.args[1])
    cx.suggest_name(value, cell.identity.name)
    cx.change(cell, value)
    return Static(None)


def _make_closure(cx, op: Call) -> Abstract:
    function, cells, defaults, kwdefaults = op.args
    captured = {k: cx.read(v) for k, v in zip(cells.keys or (), cells.items)}
    frame = cx.frames[-1]
    return Closure(
        function.value,
        frame.globals,
        {**frame.cells, **captured},
        tuple(cx.read(d) for d in defaults.items),
        {k: cx.read(v) for k, v in zip(kwdefaults.keys or (), kwdefaults.items)},
    )


def _set_attribute(cx, op: Call) -> Abstract:
    obj, name, value = (cx.read(o) for o in op.args)
    cx.set_attribute(obj, name.value, value)
    return Static(None)


def _build_list(cx, op: Call) -> Abstract:
    starred = [cx.read(item.items[0]) for item in op.args if _is_star(item)]
    if not any(cx.is_growing_list(v) and v.identity.kind == "list" for v in starred):
        return cx.new_list(_starred(cx, op.args))
    made = cx.new_list(())
    for item in op.args:  # the run decides how many items there are
        if _is_star(item):
            METHODS["list", "extend"](cx, made, [cx.read(item.items[0])], {})
        else:
            cx.append(made, cx.read(item))
    return made


def _is_star(item) -> bool:
    return isinstance(item, Pack) and item.kind is prims.Star


def _build_tuple(cx, op: Call) -> Abstract:
    return Tuple(tuple(_starred(cx, op.args)))


def _starred(cx, operands) -> list[Abstract]:
    items: list[Abstract] = []
    for item in operands:
        if _is_star(item):
            items.extend(cx.items_of(cx.read(item.items[0])))
        else:
            items.append(cx.read(item))
    return items


def _build_dict(cx, op: Call) -> Abstract:
    pack = op.args[0]
    return tables.made_display(cx, pack.keys or (), list(map(cx.read, pack.items)))


def _build_set(cx, op: Call) -> Abstract:
    if cx.running[1] in cx.directives.tables:
        stars = map(_is_star, op.args)
        return tables.made_set_display(cx, [
            cx.read(o.items[0]) if star else Tuple((cx.read(o),)) for o, star in zip(op.args, stars)
        ])
    if len(op.args) == 1 and _is_star(op.args[0]):
        return cx.call(Static(set), [cx.read(op.args[0].items[0])], {})
    return cx.call(Static(set), [Tuple(tuple(_starred(cx, op.args)))], {})


def _append_item(cx, op: Call) -> Abstract:
    cx.append(cx.read(op.args[0]), cx.read(op.args[1]))
    return Static(None)


def _unpack(cx, op: Call) -> Abstract:
    before, star, after = (o.value for o in op.args[1:])
    return cx.unpack(cx.read(op.args[0]), before, star, after)


def _is(cx, op: Call) -> Abstract:
    a, b = (cx.read(o) for o in op.args)
    for value in (a, b):
        if isinstance(value, Undefined):
            cx.unbound(value)
    same = _identical(cx, a, b)
    if isinstance(same, bool):
        same = Static(same)
    if op.callee is operator.is_:
        return same
    if isinstance(same, Dyn) and same.value in cx.negations:
        return Dyn(cx.negations[same.value])
    return cx.unary(operator.not_, same)


def _identical(cx, a: Abstract, b: Abstract) -> bool | Abstract:
    for one, other in ((a, b), (b, a)):
        if isinstance(other, Static) and value_behind(other) is None:
            gaps.ask(cx, one)
    match a, b:
        case (Maybe(present=present), Static(value=None)) | (
            Static(value=None), Maybe(present=present)
        ):
            absent = cx.unary(operator.not_, present)
            if isinstance(absent, Dyn) and isinstance(present, Dyn):
                cx.negations[absent.value] = present.value
            return absent
        case Static(value=x), Static(value=y):
            return x is y or (type(x) is type(y) and isinstance(x, (bool, str)) and x == y)
        case (Ref(identity=Identity(kind="record")) as record, Static(value=None)) | (
            Static(value=None), Ref(identity=Identity(kind="record")) as record
        ):
            return Dyn(cx.emit(operator.is_, cx.operand(record), Const(None), type=BOOL))
        case (Static(value=bool() as known), Dyn() as flag) | (
            Dyn() as flag, Static(value=bool() as known)
        ) if flag.value.type == BOOL:  # there are but two of them
            return flag if known else cx.unary(operator.not_, flag)
        case Array(), Array():
            if a.storage is b.storage:
                return len(a.path) == len(b.path) == 0
            if b.storage in a.storage.links:
                cx.refuse("whether these two are the same array is known only at run time")
            return False
        case Ref(), Ref():
            if b.identity in a.identity.links or b.identity in a.identity.twins:
                cx.refuse("whether these two are the same object is known only at run time")
            return a.identity is b.identity
        case Dyn(value=x), Dyn(value=y):
            if x.type == y.type == BOOL:
                return cx.binary(operator.eq, a, b)
            if x is y:
                return True
        case (Conflict() as c, _) | (_, Conflict() as c):
            cx.conflict(c)
    cx.check_outside(a, b)
    for one, other in ((a, b), (b, a)):
        if isinstance(other, Static) and other.value is None:
            note_present(cx, one)
    in_rule = cx.fixed_span is not None  # there `is` asks what is known when the code is generated
    if a is not b and not in_rule and (_may_be_one(cx, a, b) or _may_be_one(cx, b, a)):
        cx.refuse("whether these two are the same object is known only at run time",
                  "compare them with ==")  # fmt: skip
    return a is b


def _may_be_one(cx, a: Abstract, b: Abstract) -> bool:
    """True where the run may have one object for both: what two paths, a loop or a function such as
    max() hand on is a value of its own here."""
    match a, b:
        case Maybe(value=value), _:
            return _may_be_one(cx, value, b) or _may_be_one(cx, b, value)
        case (Dyn(), Dyn()) | (Array(), Array()) | (Tuple(), Tuple()):
            return True
        case Tuple(), Static(value=known):
            return isinstance(known, tuple)
        case Dyn(value=Value(type=ScalarType(dtype="bool")) as truth), Static(value=known):
            made_by, _ = cx.origins.calls.get(truth, (None, ()))  # Python's on one of two paths?
            return isinstance(known, bool) and made_by not in OPERATORS
        case Dyn(value=Value(type=ScalarType())), Static(value=known):
            is_number = isinstance(known, int | float | complex | np.number)
            return is_number and not isinstance(known, bool)
        case Dyn(value=Value(type=OpaqueType())), Static(value=known):
            return isinstance(known, str)
    return False


def _contains(cx, op: Call) -> Abstract:
    item, container = (cx.read(o) for o in op.args)
    found = _member(cx, item, container)
    return found if op.callee is prims.is_in else cx.unary(operator.not_, found)


def _holds(cx, op: Call) -> Abstract:
    return holds(cx, cx.read(op.args[0]))


def _member(cx, item: Abstract, container: Abstract) -> Abstract:
    if cx.has_method(container, "__contains__"):
        return holds(cx, cx.call_method(container, "__contains__", (item,), {}))
    if isinstance(item, Static) and isinstance(container, Static):
        return Static(cx.evaluate(operator.contains, container.value, item.value))
    if misuse.is_number(container):
        misuse.check(cx, misuse.contains, container)
    if cx.is_text(container):
        cx.need("a text that is looked for in another", item, container)
    if isinstance(container, Array):
        return cx.call(Static(np.any), [cx.binary(operator.eq, container, item)], {})
    if kind_of(container) not in (tuple, list, None):  # a key, or an item of a set
        return _key_among(cx, item, container)
    if isinstance(cx.type_of(item), ScalarType) and cx.is_growing_list(container):
        numbers = cx.content(container)
        if isinstance(numbers.type.item, ScalarType):
            return Dyn(cx.emit(operator.contains, numbers, cx.operand(item), type=BOOL))
    return among(cx, item, cx.items_of(container))


def _key_among(cx, item: Abstract, container: Abstract) -> Abstract:
    known = known_value(item)
    if isinstance(container, Static):
        keys = sorted(container.value, key=repr)  # sets have no order
    else:
        keys = cx.content(container).keys
    if known is not MISSING:
        return Static(cx.evaluate(operator.contains, dict.fromkeys(keys), known))
    if kind_of(item) in (list, dict):
        cx.raises(TypeError(f"unhashable type: '{kind_of(item).__name__}'"))
    return among(cx, item, map(Static, keys))


def _hand_out(cx, op: Call) -> Abstract:
    value, start = map(cx.read, op.args)
    cx.hand_out(value, start.value)
    return Static(None)


def _finish_generator(cx, op: Call) -> Abstract:
    items, start = (cx.read(o) for o in op.args)
    return cx.finish_generator(items, start.value)


def _delete_attribute(cx, op: Call) -> Abstract:
    cx.delete_attribute(cx.read(op.args[0]), op.args[1].value)
    return Static(None)


def _format_value(cx, op: Call) -> Abstract:
    value, conversion, spec = (cx.read(o) for o in op.args)
    if all(isinstance(v, Static) for v in (value, conversion, spec)):
        known = value.value, conversion.value, spec.value
        return Static(cx.evaluate(prims.format_value, *known))
    return shown(
        cx, [value], lambda values: cx.emit_text(prims.format_value, *values, conversion, spec)
    )


def _join_text(cx, op: Call) -> Abstract:
    parts = [cx.read(o) for o in op.args]
    if all(isinstance(p, Static) for p in parts):
        return Static("".join(p.value for p in parts))
    return cx.emit_text(prims.join_text, *parts)


def _raise(cx, op: Call) -> Abstract:
    error, *cause = (cx.read(o) for o in op.args)
    if isinstance(error, Static) and isinstance(error.value, type):
        error = cx.call(error, [], {})
    cls = _error_class(cx, error)
    if cls is None and cx.attempts:
        cx.refuse(
            "which error this raises is known only at run time, and a try statement may handle it",
            "raise each error by its name",
        )
    cx.raise_value(cls or BaseException, error, *cause, text=_text_of_error(cx, error))


def _text_of_error(cx, error: Abstract) -> str:
    """What an error says, with dots for what the run decides."""
    match error:
        case Static(value=value):
            return str(value)
        case Dyn(value=value):
            callee, args = cx.origins.calls.get(value, (None, ()))
            if isinstance(callee, type) and len(args) == 1:
                return _known_text(cx, args[0])
    return ""


def _known_text(cx, operand: Operand) -> str:
    if isinstance(operand, Const):
        return str(operand.value)
    callee, args = cx.origins.calls.get(operand, (None, ()))
    return "".join(_known_text(cx, a) for a in args) if callee is prims.join_text else "..."


def _error_class(cx, error: Abstract) -> type | None:
    """The class of an error; None where the run decides it."""
    match error:
        case Static(value=value):
            return type(value)
        case Dyn(value=value):
            return class_of_error(cx, value)
    return None


def _assert(cx, op: Call) -> Abstract:
    known = cx.truth(cx.read(op.args[0]))
    if known is True:
        return Static(None)
    if known is False and cx.fixed_span is not None:  # a rule or definition of ours says so
        message = cx.read(op.args[1]) if len(op.args) > 1 else Static("this is not supported")
        cx.refuse(message.value)
    condition = Const(False) if known is False else known
    if cx.handled_by(AssertionError, raised=True) is not None:
        return _raise_unless(cx, known, [cx.read(o) for o in op.args[1:]])
    rest = tuple(cx.operand(cx.read(o)) for o in op.args[1:])
    cx.emit(prims.assert_, condition, *rest, type=OpaqueType(), effect=True)
    return Static(None)


def _raise_unless(cx, known: bool | Operand, message: list[Abstract]) -> Static:
    def fail() -> list[Abstract]:
        error = cx.emit_text(AssertionError, *message)
        cx.raise_value(AssertionError, error, text=_text_of_error(cx, error))

    if known is False:
        fail()
    cx.either(known, lambda: [], fail, [], cx.span)
    return Static(None)


def _with_exit(cx, op: Call) -> Abstract:
    context_managers.leave(cx, cx.read(op.args[0]))
    return Static(None)


def _delete_item(cx, op: Call) -> Abstract:
    cx.delete_item(cx.read(op.args[0]), cx.read(op.args[1]))
    return Static(None)


UNTYPED: dict[Callable, Callable[..., Abstract]] = {
    prims.load_global: lambda cx, op: cx.load_global(op.args[0].value),
    prims.load_free: read_free,
    prims.free_cell: lambda cx, op: cx.free_cell(op.args[0].value),
    prims.begin_generator: lambda cx, op: cx.begin_generator(),
    prims.hand_out: _hand_out,
    prims.finish_generator: _finish_generator,
    prims.delete_attribute: _delete_attribute,
    prims.new_cell: _new_cell,
    prims.cell_get: read_cell,
    prims.cell_set: _cell_set,
    prims.make_closure: _make_closure,
    prims.call: lambda cx, op: cx.python_call(op),
    prims.get_attribute: lambda cx, op: cx.get_attribute(cx.read(op.args[0]), op.args[1].value),
    prims.set_attribute: _set_attribute,
    prims.build_list: _build_list,
    prims.build_tuple: _build_tuple,
    prims.build_set: _build_set,
    prims.closed_index: lambda cx, op: closed_index(cx, *map(cx.read, op.args)),
    prims.build_dict: _build_dict,
    prims.append_item: _append_item,
    prims.unpack: _unpack,
    prims.is_in: _contains,
    prims.not_in: _contains,
    prims.holds: _holds,
    operator.is_: _is,
    operator.is_not: _is,
    operator.delitem: _delete_item,
    prims.format_value: _format_value,
    prims.join_text: _join_text,
    prims.raise_: _raise,
    prims.assert_: _assert,
    prims.bound: read_variable,
    prims.with_enter: lambda cx, op: context_managers.enter(cx, cx.read(op.args[0])),
    prims.with_exit: _with_exit,
}
