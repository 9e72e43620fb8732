"""Take a program of several functions through the passes that work on one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..ir.calls import map_calls
from ..ir.nodes import Call, Function, declared, define
from ..ir.traverse import walk


def reached(fn: Function) -> list[Function]:
    """The functions that stay calls, each after those that it calls, but for recursion."""
    found: dict[Function, None] = {}
    seen: set[Function] = set()

    def visit(fn: Function) -> None:
        for op in walk(fn.body):
            callee = getattr(op, "callee", None)
            if isinstance(callee, Function) and callee not in seen:
                seen.add(callee)
                visit(callee)
                found[callee] = None

    visit(fn)
    return [f for f in found if f.results is not None]


def finished(fn: Function, run: Callable[[Function, bool], Function]) -> Function:
    """The function and all that it calls after `run(function, is_public)`; nothing that came in
    is changed."""
    new: dict[Function, Function] = {}

    def renewed(op: Call) -> Call:
        callee = op.callee
        if not isinstance(callee, Function) or callee not in new:
            return op
        return Call(new[callee], op.args, op.kwargs, op.result, op.effect, op.span)

    called = reached(fn)
    new.update((f, declared(f.name)) for f in called)
    for each in called:
        define(new[each], replace(each, body=map_calls(each.body, renewed)))
    for each in called:
        define(new[each], run(new[each], False))
    return run(replace(fn, body=map_calls(fn.body, renewed)), True)
