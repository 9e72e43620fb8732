"""Runs IR on real values, one op after the other: the oracle in tests.

A Function and arguments come in, its value goes out. Typed IR needs nothing else; untyped IR
reads globals and the closure, which an `Environment` holds. What surprises: an undefined variable
may be handed on by `yield`, `next` and the start of a loop, as Python hands on an unbound name;
whatever else reads it raises UnboundLocalError.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from inspect import Parameter
from types import CellType
from typing import Any

from ..errors import InternalError
from . import prims
from .nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Op, Operand, Pack, Param, Value, While,
)  # fmt: skip

#: called after each op with the op and the values of its results
Observer = Callable[[Op, tuple], None]


@dataclass(frozen=True)
class Environment:
    """What untyped IR reads from outside: `closure` holds a cell (Python's or ours) or
    a value for each free name."""

    globals: Mapping[str, Any] = field(default_factory=dict)
    closure: Mapping[str, Any] = field(default_factory=dict)

    def load_global(self, name: str) -> Any:
        if name in self.globals:
            return self.globals[name]
        if hasattr(builtins, name):
            return getattr(builtins, name)
        raise NameError(f"name {name!r} is not defined")

    def load_free(self, name: str) -> Any:
        if name not in self.closure:
            raise NameError(f"free variable {name!r} is not in the closure")
        found = self.closure[name]
        try:
            if isinstance(found, CellType):
                return found.cell_contents
            return found.contents if isinstance(found, prims.Cell) else found
        except (ValueError, AttributeError):
            raise NameError(f"free variable {name!r} has no value yet") from None


def evaluate(fn: Function, /, *args: Any, **kwargs: Any) -> Any:
    """The value that typed IR returns for structured arguments."""
    return evaluate_all(fn, args, kwargs)[0]


def evaluate_all(
    fn: Function,
    args: tuple = (),
    kwargs: Mapping[str, Any] | None = None,
    observe: Observer | None = None,
) -> tuple[Any, tuple]:
    """The value, and the last version of each parameter that the function writes into."""
    return _run(fn, _bind(fn, args, kwargs or {}, {}), Environment(), observe)


def evaluate_untyped(
    fn: Function,
    globals: Mapping[str, Any],
    closure: Mapping[str, Any],
    args: tuple = (),
    kwargs: Mapping[str, Any] | None = None,
    defaults: tuple = (),
    kwdefaults: Mapping[str, Any] | None = None,
    observe: Observer | None = None,
) -> Any:
    """The value of a function as the front end lowered it; defaults as Python's functions hold
    them."""
    positional = [p.name for p in fn.params if p.kind <= Parameter.POSITIONAL_OR_KEYWORD]
    tail = positional[len(positional) - len(defaults) :]
    values = {**dict(zip(tail, defaults)), **(kwdefaults or {})}
    bound = _bind(fn, args, kwargs or {}, values)
    return _run(fn, bound, Environment(globals, closure), observe)[0]


def _run(
    fn: Function, bound: list[Any], environment: Environment, observe: Observer | None
) -> tuple[Any, tuple]:
    machine = _Machine(environment, observe)
    for param, value in zip(fn.params, bound):
        machine.bind(param.tree, value)
    machine.run(fn.body)
    end = fn.body.terminator
    return machine.use(end.value), tuple(map(machine.use, end.versions))


def _bind(fn: Function, args: tuple, kwargs: Mapping[str, Any], defaults: dict) -> list[Any]:
    """One value for each parameter, by Python's rules."""
    rest, named, bound = list(args), dict(kwargs), []
    for param in fn.params:
        bound.append(_bind_one(fn, param, rest, named, defaults))
    if rest or named:
        extra = f"{len(rest)} arguments" if rest else f"the argument {next(iter(named))!r}"
        raise TypeError(f"{fn.name}() does not take {extra} given")
    return bound


def _bind_one(fn: Function, param: Param, rest: list, named: dict, defaults: dict) -> Any:
    if param.kind == Parameter.VAR_POSITIONAL:
        found, rest[:] = tuple(rest), []
        return found
    if param.kind == Parameter.VAR_KEYWORD:
        found = dict(named)
        named.clear()
        return found
    if rest and param.kind <= Parameter.POSITIONAL_OR_KEYWORD:
        return rest.pop(0)
    if param.name in named and param.kind != Parameter.POSITIONAL_ONLY:
        return named.pop(param.name)
    if param.name in defaults:
        return defaults[param.name]
    if param.default is not None:
        return param.default.value
    raise TypeError(f"{fn.name}() misses the argument {param.name!r}")


class _Machine:
    """One call of one function: the values that are defined so far."""

    def __init__(self, environment: Environment, observe: Observer | None):
        self.environment = environment
        self.observe = observe
        self.values: dict[Value, Any] = {}

    # arguments into trees

    def bind(self, tree: Operand, value: Any) -> None:
        """Give the leaves of a parameter their values; what the signature fixed has none."""
        match tree:
            case Value():
                self.values[tree] = value
            case Pack(items=items):
                for item, part in zip(items, _parts(tree, value), strict=True):
                    self.bind(item, part)

    # operands

    def read(self, operand: Operand) -> Any:
        """The operand's value, which may be UNDEFINED where it is only handed on."""
        match operand:
            case Value():
                return self.values[operand]
            case Const(value=value):
                return value
            case Pack(kind=kind, items=items, keys=keys):
                return _build(kind, self.items(items, self.use), keys)
        raise InternalError(f"not an operand: {operand!r}")

    def use(self, operand: Operand) -> Any:
        value = self.read(operand)
        if value is UNDEFINED:
            name = getattr(operand, "name", "") or "a variable"
            raise UnboundLocalError(f"{name} is read where it has no value")
        return value

    def items(self, operands: tuple[Operand, ...], get: Callable) -> list[Any]:
        """The values of operands, each `Star` replaced by what it holds."""
        values: list[Any] = []
        for operand in operands:
            if isinstance(operand, Pack) and operand.kind is prims.Star:
                values.extend(self.use(operand.items[0]))
            else:
                values.append(get(operand))
        return values

    # ops

    def run(self, block: Block) -> None:
        for op in block.ops:
            results = self.results(op)
            self.values.update(zip(op.results, results, strict=True))
            if self.observe is not None:
                self.observe(op, results)

    def results(self, op: Op) -> tuple:
        match op:
            case Call():
                value = self.call(op)
                return () if op.result is None else (value,)
            case If():
                block = op.then if self.use(op.condition) else op.orelse
                self.run(block)
                return tuple(map(self.read, block.terminator.operands))
            case For():
                return self.for_(op)
            case While():
                return self.while_(op)
        raise InternalError(f"not an op: {op!r}")

    def for_(self, op: For) -> tuple:
        carries = tuple(map(self.read, op.inits))
        for items in zip(*map(self.use, op.iterables), strict=op.even):
            carries, stop = self.iteration(op.body, (*items, *carries))
            if stop:
                break
        return carries

    def while_(self, op: While) -> tuple:
        carries = tuple(map(self.read, op.inits))
        stop = False
        while not stop:
            self.values.update(zip(op.condition.args, carries, strict=True))
            self.run(op.condition)
            if not self.use(op.condition.terminator.operands[0]):
                break
            carries, stop = self.iteration(op.body, carries)
        return carries

    def iteration(self, body: Block, args: tuple) -> tuple[tuple, bool]:
        """The carries after one iteration, and whether it was told to be the last."""
        self.values.update(zip(body.args, args, strict=True))
        self.run(body)
        end = body.terminator
        carries = tuple(map(self.read, end.operands))
        return carries, end.stop is not None and bool(self.use(end.stop))

    # calls

    def call(self, op: Call) -> Any:
        if op.callee is prims.call:
            return self.call_python(*op.args)
        if op.callee is prims.build_list:  # it may stand for a list that a path does not have
            return op.callee(*self.items(op.args, self.read))
        args = self.items(op.args, self.use)
        kwargs = {key: self.use(operand) for key, operand in op.kwargs}
        if op.callee is prims.load_global:
            return self.environment.load_global(*args)
        if op.callee is prims.load_free:
            return self.environment.load_free(*args)
        if op.callee is prims.free_cell:
            return self.environment.closure[args[0]]
        if op.callee is prims.make_closure:
            return self.closure(*args)
        if isinstance(op.callee, Function):
            return self.call_function(op.callee, args, kwargs)
        return op.callee(*args, **kwargs)

    def call_function(self, fn: Function, args: list, kwargs: dict) -> Any:
        if fn.written:
            # a call has one result: where would the new versions go?
            raise InternalError(f"@{fn.name} writes into its arguments and is called, not inlined")
        outside = Environment(self.environment.globals)
        return _run(fn, _bind(fn, tuple(args), kwargs, {}), outside, self.observe)[0]

    def call_python(self, function: Operand, args: Operand, kwargs: Operand) -> Any:
        callee, values = self.use(function), self.use(args)
        named: dict[str, Any] = {}
        for key, operand in zip(kwargs.keys or (), kwargs.items):
            more = dict(self.use(operand)) if key is None else {key: self.use(operand)}
            for name in more.keys() & named.keys():
                raise TypeError(f"multiple values for the argument {name!r}")
            named.update(more)
        return callee(*values, **named)

    def closure(self, fn: Function, cells: dict, defaults: tuple, kwdefaults: dict) -> Callable:
        outside, observe = self.environment.globals, self.observe

        def nested(*args, **kwargs):
            return evaluate_untyped(fn, outside, cells, args, kwargs, defaults, kwdefaults, observe)

        nested.__name__ = nested.__qualname__ = fn.name
        return nested


def _build(kind: type, items: list[Any], keys: tuple | None) -> Any:
    """The Python object that a Pack of values stands for."""
    if kind in (tuple, list):
        return kind(items)
    if kind is dict:
        return dict(zip(keys, items, strict=True))
    if keys is not None:
        return kind(**dict(zip(keys, items, strict=True)))
    return kind(*items)


def _parts(pack: Pack, value: Any) -> list[Any]:
    """The parts of a structured argument, in the order of the Pack's items."""
    if pack.kind is dict:
        return [value[key] for key in pack.keys]
    if pack.keys is not None:
        return [getattr(value, key) for key in pack.keys]
    if pack.kind is slice:
        return [value.start, value.stop, value.step]
    if is_dataclass(pack.kind):
        return [getattr(value, f.name) for f in fields(value) if f.init]
    return list(value)
