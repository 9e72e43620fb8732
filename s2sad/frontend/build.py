"""New gast nodes that stand where another node stands."""

from __future__ import annotations

import copy
from collections.abc import Callable

import gast


def at(new: gast.AST, node: gast.AST) -> gast.AST:
    return gast.copy_location(new, node)


def load(name: str, node: gast.AST) -> gast.Name:
    return at(gast.Name(name, gast.Load(), None, None), node)


def constant(value, node: gast.AST) -> gast.Constant:
    return at(gast.Constant(value, None), node)


def assign(name: str, value: gast.expr, node: gast.AST) -> gast.Assign:
    target = at(gast.Name(name, gast.Store(), None, None), node)
    return at(gast.Assign([target], value, None), node)


def call(function: Callable, args: list[gast.expr], node: gast.AST) -> gast.Call:
    """A call of a function that no name stands for."""
    callee = at(gast.Constant(function, None), node)
    return at(gast.Call(callee, [copy.copy(arg) for arg in args], []), node)


def negative(number: int, node: gast.AST) -> gast.UnaryOp:
    return at(gast.UnaryOp(gast.USub(), at(gast.Constant(number, None), node)), node)
