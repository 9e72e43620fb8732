"""What the code was made for, asked on entry: `if len(xs) != 2: raise ValueError(...)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack
from . import signatures, syntax
from .operators import negated


MESSAGE = "this derivative was generated for {}"


def expectation(speller, op: Call) -> ast.If:
    """The statement that raises where a part of a parameter is not what it was."""
    place = _place(speller, *op.args[:2])
    rest = op.args[2:]
    match op.callee, rest:
        case prims.expect_apart, _:
            return _apart(speller, op, place)
        case prims.expect_present, _:
            holds = syntax.compare(place, ast.IsNot, syntax.constant(None))
        case prims.expect_items, (Pack(items=keys),):
            place = syntax.call(speller.references.expression(list), place)
            holds = syntax.compare(place, ast.Eq, speller.operand(Pack(list, keys)))
        case prims.expect_items, (count,):
            place = syntax.call(speller.references.expression(len), place)
            holds = syntax.compare(place, ast.Eq, speller.operand(count))
        case prims.expect_name, (attributes, name):
            for attribute in attributes.value.split("."):
                if attribute == "repr":
                    place = syntax.call(speller.references.expression(repr), place)
                else:
                    place = syntax.attribute(place, attribute)
            rest = (name,)
            holds = syntax.compare(place, ast.Eq, speller.operand(name))
        case prims.expect_inherited, (attribute,):
            own = syntax.call(speller.references.expression(vars), place)
            holds = syntax.compare(speller.operand(attribute), ast.NotIn, own)
        case prims.expect_attribute, (attribute, has):
            function = speller.references.expression(hasattr)
            holds = syntax.call(function, place, speller.operand(attribute))
            holds = holds if has.value else syntax.unary(ast.Not, holds)
            return _raise_if(speller, op, negated(holds), MESSAGE.format(ast.unparse(holds)))
        case _, (Const(value=None) as none,):
            holds = syntax.compare(place, ast.Is, speller.operand(none))
        case _, (value,):
            holds = syntax.compare(place, ast.Eq, speller.operand(value))
    message = MESSAGE.format(ast.unparse(holds))
    match rest:
        case (Const(value=bool() as flag),):
            holds = place if flag else syntax.unary(ast.Not, place)
    return _raise_if(speller, op, negated(holds), message)


def _apart(speller, op: Call, place) -> ast.If:
    other = _place(speller, *op.args[2:])
    kind = part(op, speller.parameters).kind
    kind = kind.__name__ if kind in (list, dict) else "object"
    texts = ast.unparse(place), ast.unparse(other)
    message = f"{texts[0]} is written, and is the same {kind} as {texts[1]}: pass a copy"
    return _raise_if(speller, op, syntax.compare(place, ast.Is, other), message)


def _raise_if(speller, op: Call, test, message: str) -> ast.If:
    error = syntax.call(speller.references.expression(ValueError), syntax.constant(message))
    statement = ast.Raise(error, None)
    statement.span = op.span
    return syntax.if_(test, [statement])


def _place(speller, name: Const, path: Pack):
    """How a part is reached from the parameter."""
    place, tree = syntax.name(name.value), speller.parameters[name.value]
    for k in path.items:
        if not isinstance(tree, Pack):  # a list that is one value
            place = syntax.subscript(place, syntax.constant(k.value))
            continue
        place = signatures.step(tree, place, k.value, speller.references)
        tree = tree.items[k.value]
    return place


def part(op: Call, parameters: Mapping[str, Operand]) -> Operand:
    """The part of the parameter."""
    name, path, *_ = op.args
    tree = parameters[name.value]
    for k in path.items:
        if isinstance(tree, Pack):
            tree = tree.items[k.value]
    return tree
