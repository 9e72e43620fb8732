"""Spells operands and calls as Python expressions: IR in, nodes of `ast` out.

A callee becomes what an expert would write: an operator, a subscript, a method where that is
faster (`x.sum()`, COSTS of NumPy's dispatch), else a call by name. The tables stand in
`operators.py`, `methods.py` and `indexing.py`; each spelling gets the speller and the call and
returns an expression, or None where it does not apply.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping
from types import FunctionType, MappingProxyType, SimpleNamespace

import numpy as np

from ..errors import InternalError
from ..ir.nodes import UNDEFINED, Call, Const, Function, If, Op, Operand, Pack, Value
from ..runtime.instances import instance
from . import syntax
from .choices import is_logical
from .displays import DISPLAYS
from .indexing import INDEXING, slice_of, whole_shape
from .literals import literal, type_given
from .methods import METHODS
from .operators import (
    OPERATORS, condition, conjunction, disjunction, negated, negated_condition, opposite,
)  # fmt: skip
from .places import PLACES
from .references import References
from .sametree import plainly_same

Spelling = Callable[["Speller", Call], object]
#: by the callee or by its class
_SPELLINGS: dict[object, Spelling] = {
    **DISPLAYS, **METHODS, **INDEXING, **OPERATORS, **PLACES,
}  # fmt: skip


class Speller:
    """`names` are the variables, `paths` parameter leaves that are written `params[0]` in place,
    `inline` the ops that stand in their results' places, `classes` where an argument of a class is
    found, `parameters` the trees of the parameters."""

    def __init__(
        self,
        references: References,
        functions: Mapping[Function, str],
        names: Mapping[Value, str],
        inline: Mapping[Value, Op],
        paths: Mapping[Value, object],
        classes: Mapping[type, object] = MappingProxyType({}),
        parameters: Mapping[str, Operand] = MappingProxyType({}),
    ):
        self.references = references
        self.functions = functions
        self.names = names
        self.inline = inline
        self.paths = paths
        self.classes = classes
        self.parameters = parameters
        #: the node of each name
        self.nodes: dict[str, ast.Name] = {}

    # operands

    def operand(self, operand: Operand):
        if type(operand) is Value:
            return self.value(operand)
        match operand:
            case Const(value=Function() as fn):
                return syntax.name(self.functions[fn])
            case Const(value=value):
                if value is UNDEFINED:
                    raise InternalError("an undefined value is read")
                return literal(value, self.references)
            case Pack():
                return self.pack(operand)

    def value(self, value: Value):
        if value in self.inline:
            return self.expression(self.inline[value])
        if value in self.names:
            return self.named(self.names[value])
        if value in self.paths:
            return self.paths[value]
        raise InternalError(f"{value!r} is read and has no name", value.span)

    def named(self, name: str) -> ast.Name:
        """The variable of that name."""
        if name not in self.nodes:
            self.nodes[name] = syntax.name(name)
        return self.nodes[name]

    def given(self, operand: Operand):
        """The operand as an argument of a function of NumPy."""
        if isinstance(operand, Const) and isinstance(operand.value, np.dtype):
            return type_given(operand.value, self.references)
        return self.operand(operand)

    def pack(self, pack: Pack):
        shape = whole_shape(self, pack)
        if shape is not None:
            return shape
        items = [self.operand(item) for item in pack.items]
        if pack.kind is tuple:
            return syntax.sequence(items)
        if pack.kind is list:
            return syntax.display(items)
        if pack.kind is dict:
            keys = [literal(key, self.references) for key in pack.keys]
            return ast.Dict(keys, items)
        kind = self.class_of(pack.kind)
        if pack.kind is slice or pack.keys is None:
            return syntax.call(kind, *items)
        attributes = dict(zip(pack.keys, items))
        if is_record(pack.kind, pack.keys):
            return syntax.call(kind, **attributes)
        return syntax.call(self.references.expression(instance), kind, **attributes)

    def class_of(self, kind: type):
        """The class by way of an argument that is of it, else by its name."""
        if kind in self.classes and kind is not slice:
            return syntax.call(self.references.expression(type), self.classes[kind])
        return self.references.expression(kind)

    def subscript(self, operand: Operand):
        """The operand as it stands in brackets, where slices are written with colons."""
        sliced = slice_of(operand)
        if sliced is not None:
            bounds = [None if _is_none(part) else self.operand(part) for part in sliced]
            return ast.Slice(*bounds)
        if isinstance(operand, Pack) and operand.kind is tuple:
            return syntax.sequence(self.subscript(item) for item in operand.items)
        if isinstance(operand, Const) and type(operand.value) is tuple:
            return syntax.sequence(self.subscript(Const(item)) for item in operand.value)
        return self.operand(operand)

    def condition(self, operand: Operand):
        """The operand as a test."""
        return condition(self, operand)

    def negated(self, operand: Operand):
        """The test that holds where the operand does not."""
        return negated_condition(self, operand)

    def renamed(self, same: Mapping[Value, Value]) -> Speller:
        """A speller that reads other variables in place of some values."""
        names = {old: self.names[new] for old, new in same.items() if new in self.names}
        names = {**self.names, **names}
        return Speller(
            self.references, self.functions, names, self.inline, self.paths, self.classes,
            self.parameters,
        )  # fmt: skip

    # ops

    def expression(self, op: Op):
        if type(op) is If:
            return self.choice(op)
        if type(op.callee) is Function:
            return self.plain_call(syntax.name(self.functions[op.callee]), op)
        spelling = self.lookup(op.callee)
        if spelling is not None:
            found = spelling(self, op)
            if found is not None:
                return found
        return self.plain_call(self.references.expression(op.callee), op)

    def lookup(self, callee) -> Spelling | None:
        kind = type(callee)
        found = _SPELLINGS.get(callee) if kind.__hash__ is not None else None
        return _SPELLINGS.get(kind) if found is None else found

    def plain_call(self, function, op: Call, skip: int = 0):
        count = len(op.args) if op.kwargs else _said(op)
        spell = self.given if _is_of_numpy(op.callee) else self.operand
        args = [spell(arg) for arg in op.args[skip:count]]
        return syntax.call(function, *args, **{k: spell(v) for k, v in op.kwargs})

    def choice(self, op: If):
        """`c`, `not c`, `c and b`, `c or b`, or `a if c else b`."""
        then, orelse = (block.terminator.operands[0] for block in (op.then, op.orelse))
        match then, orelse:
            case Const(value=True), Const(value=False) if _is_truth(op.condition):
                return self.operand(op.condition)
            case Const(value=False), Const(value=True) if _is_truth(op.condition):
                return opposite(self, op.condition)
        match is_logical(op):
            case "and":
                return conjunction(self.operand(op.condition), self.operand(then))
            case "or":
                return disjunction(self.operand(op.condition), self.operand(orelse))
        test = self.condition(op.condition)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, then, orelse = negated(test), orelse, then
        first, second = self.operand(then), self.operand(orelse)
        if type(test) is ast.Name and plainly_same(first, second):
            return first  # only their types differ
        return ast.IfExp(test, first, second)


def _said(op: Call) -> int:
    """How many arguments are written: None at the end, and what stands before it, are left out
    where they are the defaults."""
    count = len(op.args)
    if count == 0 or not _is_none(op.args[-1]):
        return count
    defaults = _defaults(op.callee)
    while count and count <= len(defaults) and isinstance(op.args[count - 1], Const):
        default, given = defaults[count - 1], op.args[count - 1].value
        if type(default) is not type(given) or default != given:
            break
        count -= 1
    return count


def _is_of_numpy(callee) -> bool:
    module = getattr(callee, "__module__", None) or ""
    return isinstance(callee, np.ufunc) or module.partition(".")[0] in ("numpy", "scipy")


@functools.cache
def _defaults(callee) -> tuple:
    """The defaults of the parameters that go by position, by their place; of functions written in
    C, what is known of them depends on the version of Python."""
    if not isinstance(inspect.unwrap(callee), FunctionType):
        return ()
    parameters = inspect.signature(callee).parameters.values()
    places = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    return tuple(each.default for each in parameters if each.kind in places)


def is_record(kind: type, names: tuple[str, ...]) -> bool:
    """True for a class that is called with these attributes, and does no more with them."""
    if kind is SimpleNamespace:
        return True
    if not dataclasses.is_dataclass(kind) or hasattr(kind, "__post_init__"):
        return False
    generated = kind.__init__.__code__.co_filename == "<string>" and kind.__new__ is object.__new__
    return generated and tuple(inspect.signature(kind).parameters) == names


def _is_truth(operand: Operand) -> bool:
    return getattr(getattr(operand, "type", None), "dtype", "") == "bool"


def _is_none(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is None
