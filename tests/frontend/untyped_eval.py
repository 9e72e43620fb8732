"""Runs untyped IR with Python's own semantics: what `lower` is held against.

`function(fn, globals, closure, ...)` is a Python callable. Mutation is real, calls are real calls.
"""

from __future__ import annotations

import builtins
import inspect

from s2sad.frontend.capture import capture
from s2sad.frontend.lower import lower
from s2sad.ir import prims
from s2sad.ir.nodes import UNDEFINED, Call, Const, For, Function, If, Pack, Value, While


def relowered(f):
    """The function `f`, by way of its untyped IR."""
    captured = capture(f)
    return function(
        lower(captured), captured.globals, _contents(captured.closure), f.__defaults__,
        f.__kwdefaults__,
    )  # fmt: skip


class Outer:
    """A cell of Python's own, read as one of ours."""

    def __init__(self, cell):
        self.cell = cell

    @property
    def contents(self):
        return self.cell.cell_contents


def _contents(closure):
    return {name: Outer(cell) for name, cell in closure.items()}


def function(fn: Function, globals_, free, defaults, kwdefaults):
    signature = _signature(fn, defaults or (), kwdefaults or {})

    def run(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        env = {param.tree: bound.arguments[param.name] for param in fn.params}
        machine = Machine(env, globals_, free)
        machine.ops(fn.body.ops)
        return machine.read(fn.body.terminator.value)

    run.__name__ = fn.name
    return run


def _signature(fn, defaults, kwdefaults):
    positional = [p for p in fn.params if p.kind in (0, 1)]
    given = dict(zip([p.name for p in positional][len(positional) - len(defaults) :], defaults))
    given.update(kwdefaults)
    return inspect.Signature(
        [
            inspect.Parameter(
                p.name, inspect._ParameterKind(p.kind), default=given.get(p.name, inspect._empty)
            )
            for p in fn.params
        ]
    )


class Machine:
    def __init__(self, env, globals_, free):
        self.env, self.globals, self.free = env, globals_, free

    def read(self, operand):
        match operand:
            case Value():
                return self.env[operand]
            case Const():
                return operand.value
            case Pack(kind=kind, items=items) if kind is tuple:
                return tuple(map(self.read, items))
            case Pack(kind=kind, items=items) if kind is slice:
                return slice(*map(self.read, items))
            case Pack(kind=kind) if kind is dict:
                return dict(zip(operand.keys, map(self.read, operand.items), strict=True))
        raise TypeError(operand)

    def used(self, operand):
        value = self.read(operand)
        if value is UNDEFINED:
            raise UnboundLocalError(operand)
        return value

    def items(self, operands):
        """Operands in order, where `Star` marks those to spread."""
        out = []
        for operand in operands:
            if isinstance(operand, Pack) and operand.kind is prims.Star:
                out.extend(self.used(operand.items[0]))
            else:
                out.append(self.used(operand))
        return out

    def ops(self, ops):
        for op in ops:
            match op:
                case Call():
                    result = self.call(op)
                    if op.result is not None:
                        self.env[op.result] = result
                case If():
                    block = op.then if self.used(op.condition) else op.orelse
                    self.ops(block.ops)
                    self.bind(op.results, map(self.read, block.terminator.operands))
                case For():
                    self.loop_for(op)
                case While():
                    self.loop_while(op)

    def bind(self, values, contents):
        self.env.update(zip(values, list(contents), strict=True))

    def loop_for(self, op):
        carries = [self.read(init) for init in op.inits]
        for items in zip(*map(self.used, op.iterables)):
            self.bind(op.body.args, [*items, *carries])
            carries, stop = self.iterate(op.body)
            if stop:
                break
        self.bind(op.results, carries)

    def loop_while(self, op):
        carries = [self.read(init) for init in op.inits]
        while True:
            self.bind(op.condition.args, carries)
            self.ops(op.condition.ops)
            if not self.used(op.condition.terminator.operands[0]):
                break
            self.bind(op.body.args, carries)
            carries, stop = self.iterate(op.body)
            if stop:
                break
        self.bind(op.results, carries)

    def iterate(self, body):
        self.ops(body.ops)
        end = body.terminator
        stop = end.stop is not None and self.used(end.stop)
        assert stop is True or stop is False
        return [self.read(operand) for operand in end.operands], stop

    def call(self, op):
        callee, args = op.callee, op.args
        assert not op.kwargs
        if callee is prims.load_global:
            name = args[0].value
            return self.globals[name] if name in self.globals else getattr(builtins, name)
        if callee is prims.load_free:
            return self.free[args[0].value].contents
        if callee is prims.free_cell:
            return self.free[args[0].value]
        if callee is prims.make_closure:
            fn, cells, defaults, kwdefaults = map(self.read, args)
            return function(fn, self.globals, cells, defaults, kwdefaults)
        if callee is prims.call:
            return self.call_python(*args)
        return callee(*self.items(args))

    def call_python(self, target, args, kwargs):
        merged = {}
        for key, operand in zip(kwargs.keys, kwargs.items, strict=True):
            part = dict(self.used(operand)) if key is None else {key: self.used(operand)}
            if merged.keys() & part:
                raise TypeError("multiple values for keyword argument")
            merged.update(part)
        return self.used(target)(*self.items(args.items), **merged)
