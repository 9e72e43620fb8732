"""Short makers of syntax nodes, and the one kind of node that `ast` lacks: a comment.

The nodes are those of `ast` itself: what is made here is only printed, so that the form which gast
gives to all Python versions is not needed, and a node of `ast` is made in a tenth of the time. Nor
are contexts: a name may be one node wherever it stands.
"""

from __future__ import annotations

import ast
import functools


LOAD = ast.Load()


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


def name(text: str) -> ast.Name:
    return ast.Name(text, LOAD)


def parameter(text: str) -> ast.arg:
    return ast.arg(text, None, None)


def constant(value) -> ast.Constant:
    return ast.Constant(value, None)


def attribute(value, *names: str):
    for each in names:
        value = ast.Attribute(value, each, LOAD)
    return value


def dotted(path: str):
    first, *rest = path.split(".")
    return attribute(name(first), *rest)


def call(function, *args, **keywords) -> ast.Call:
    return ast.Call(function, list(args), [ast.keyword(k, v) for k, v in keywords.items()])


def subscript(value, index) -> ast.Subscript:
    return ast.Subscript(value, index, LOAD)


def sequence(items) -> ast.Tuple:
    return ast.Tuple(list(items), LOAD)


def display(items) -> ast.List:
    return ast.List(list(items), LOAD)


def binary(left, operator, right) -> ast.BinOp:
    return ast.BinOp(left, _plain(operator), right)


def unary(operator, operand) -> ast.UnaryOp:
    return ast.UnaryOp(_plain(operator), operand)


def compare(left, operator, right) -> ast.Compare:
    return ast.Compare(left, [_plain(operator)], [right])


def assign(to, value) -> ast.Assign:
    return ast.Assign([to], value, None)


def augment(to, operator, value) -> ast.AugAssign:
    return ast.AugAssign(to, _plain(operator), value)


def if_(test, body, orelse=()) -> ast.If:
    return ast.If(test, list(body), list(orelse))


def import_(module: str, alias: str | None = None) -> ast.Import:
    return ast.Import([ast.alias(module, alias)])


def function(name: str, arguments, body) -> ast.FunctionDef:
    return ast.FunctionDef(name, arguments, list(body), [], None, None, type_params=[])


def module(body) -> ast.Module:
    return ast.Module(list(body), [])
