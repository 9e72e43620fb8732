"""Take a program of several functions through the passes that work on one."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

from ..ir.calls import map_calls
from ..ir.inventory import near_functions
from ..ir.nodes import Call, Const, Function, Op, Pack, Value, declared, define
from ..ir.traverse import free_values
from ..ir.types import RecordType


def reached(fn: Function) -> tuple[list[Function], set[Function]]:
    """The functions that are written as such, each after those that it calls, but for recursion:
    those that stay calls, and those that are handed to a library, which are returned once more."""
    found: dict[Function, None] = {}
    given: set[Function] = set()
    _note_reached(fn, found, given, set())
    return [f for f in found if f.results is not None or f in given], given


def _note_reached(
    fn: Function, found: dict[Function, None], given: set[Function], seen: set[Function]
) -> None:
    for op in near_functions(fn):
        given.update(functions_given(op))
        for callee in functions_of(op):
            if callee not in seen:
                seen.add(callee)
                _note_reached(callee, found, given, seen)
                found[callee] = None


def unpacked(fn: Function) -> Function:
    """The function with the parts of a record as a pattern, where it is only taken apart."""
    for k, param in enumerate(fn.params):
        if isinstance(getattr(param.tree, "type", None), RecordType):
            fn = _unpacked_param(fn, k)
    return fn


def _unpacked_param(fn: Function, k: int) -> Function:
    record = fn.params[k].tree
    items: dict[int, Value] = {}
    rest: list[Op] = []
    for op in fn.body.ops:
        match op:
            case Call(callee=operator.getitem, args=(Value() as source, Const(value=position))) if (
                source is record and position not in items
            ):
                items[position] = op.result
            case _:
                rest.append(op)
    body = replace(fn.body, ops=tuple(rest))
    if not items or record in free_values(body):
        return fn
    leaves = tuple(items.get(n) or Value("_", t) for n, t in enumerate(record.type.items))
    param = replace(fn.params[k], tree=Pack(tuple, leaves))
    return replace(fn, params=(*fn.params[:k], param, *fn.params[k + 1 :]), body=body)


def functions_given(op: Op) -> list[Function]:
    """The functions that an operation hands to its callee to be called."""
    if type(op) is not Call:
        return []
    return [a.value for a in op.args if type(a) is Const and type(a.value) is Function]


def functions_of(op: Op) -> list[Function]:
    """The functions that an operation calls, or hands to its callee to be called."""
    if type(op) is not Call:
        return []
    given = functions_given(op)
    return [op.callee, *given] if type(op.callee) is Function else given


def finished(fn: Function, run: Callable[[Function, bool, bool], Function]) -> Function:
    """The function and all that it calls after `run(function, is_the_first, is_public)`; nothing
    that came in is changed. What is handed to a library is public: strangers call it."""
    new: dict[Function, Function] = {}

    def renewed(op: Call) -> Call:
        found = functions_of(op)
        if not any(f in new for f in found):
            return op
        callee = new.get(op.callee, op.callee) if isinstance(op.callee, Function) else op.callee
        args = tuple(
            Const(new[a.value]) if isinstance(a, Const) and isinstance(a.value, Function) else a
            for a in op.args
        )
        return Call(callee, args, op.kwargs, op.result, op.effect, op.span)

    called, given = reached(fn)
    if not called:
        return run(fn, True, True)
    new.update((f, declared(f.name)) for f in called)
    for each in called:
        define(new[each], replace(each, body=map_calls(each.body, renewed)))
    for each in called:
        define(new[each], unpacked(run(new[each], False, each in given)))
    return run(replace(fn, body=map_calls(fn.body, renewed)), True, True)
