"""Short makers of gast nodes, and the one kind of node that gast lacks: a comment."""

from __future__ import annotations

import ast
import functools

import gast

LOAD = gast.Load()
STORE = gast.Store()
PARAM = gast.Param()


class Comment(ast.stmt):
    """Lines `# text` among statements; no part of the tree that Python sees.

    `apart`: a blank line follows.
    """

    _fields = ()

    def __init__(self, text: str, apart: bool = False):
        super().__init__()
        self.text = text
        self.apart = apart


#: nodes without fields, one of each
_plain = functools.lru_cache(maxsize=None)(lambda kind: kind())


def name(text: str) -> gast.Name:
    return gast.Name(text, LOAD, None, None)


def constant(value) -> gast.Constant:
    return gast.Constant(value, None)


def attribute(value, *names: str):
    for each in names:
        value = gast.Attribute(value, each, LOAD)
    return value


def dotted(path: str):
    first, *rest = path.split(".")
    return attribute(name(first), *rest)


def call(function, *args, **keywords) -> gast.Call:
    return gast.Call(function, list(args), [gast.keyword(k, v) for k, v in keywords.items()])


def subscript(value, index) -> gast.Subscript:
    return gast.Subscript(value, index, LOAD)


def sequence(items) -> gast.Tuple:
    return gast.Tuple(list(items), LOAD)


def display(items) -> gast.List:
    return gast.List(list(items), LOAD)


def binary(left, operator, right) -> gast.BinOp:
    return gast.BinOp(left, _plain(operator), right)


def unary(operator, operand) -> gast.UnaryOp:
    return gast.UnaryOp(_plain(operator), operand)


def compare(left, operator, right) -> gast.Compare:
    return gast.Compare(left, [_plain(operator)], [right])


def target(node):
    """The expression as the target of an assignment."""
    match node:
        case gast.Name():
            return gast.Name(node.id, STORE, None, None)
        case gast.Tuple():
            return gast.Tuple([target(item) for item in node.elts], STORE)
        case gast.Attribute():
            return gast.Attribute(node.value, node.attr, STORE)
        case gast.Subscript():
            return gast.Subscript(node.value, node.slice, STORE)
    raise TypeError(f"not a target: {node!r}")


def assign(to, value) -> gast.Assign:
    return gast.Assign([target(to)], value, None)


def augment(to, operator, value) -> gast.AugAssign:
    return gast.AugAssign(target(to), operator(), value)


def if_(test, body, orelse=()) -> gast.If:
    return gast.If(test, list(body), list(orelse))


def import_(module: str, alias: str | None = None) -> gast.Import:
    return gast.Import([gast.alias(module, alias)])


def import_from(module: str, names) -> gast.ImportFrom:
    return gast.ImportFrom(module, [gast.alias(each, None) for each in names], 0)


def function(name: str, arguments, body) -> gast.FunctionDef:
    return gast.FunctionDef(name, arguments, list(body), [], None, None, [])


def module(body) -> gast.Module:
    return gast.Module(list(body), [])
