"""`ast` -> gast: what `gast.ast_to_gast` does, in less than half the time.

Most nodes are the same in both, so that what they hold is taken over; the others are left to gast.
What surprises: of nodes that hold nothing (`Load`, `Add`) there is one of each.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

import gast
from gast.ast3 import Ast3ToGAst


#: what a field holds that is the same in gast
_KEPT = frozenset({str, int, type(None)})


def to_gast(tree: ast.AST) -> gast.AST:
    return _Translator().visit(tree)


class _Translator(Ast3ToGAst):
    def visit(self, node: ast.AST) -> gast.AST | None:
        kind, held = type(node), vars(node)
        if kind is not ast.Name and (changed := _changed(kind)) is not None:
            return changed(self, node)
        twin = _twin(kind)
        if twin is None or not held:
            return _plain(kind)
        new = twin.__new__(twin)
        found = vars(new)
        found.update(held)
        if kind is ast.Name:
            found.update(ctx=_plain(type(node.ctx)), annotation=None, type_comment=None)
            return new
        for name in kind._fields:
            value = held.get(name)
            if type(value) not in _KEPT:
                found[name] = self._visit(value)
        return new

    def _visit(self, value):
        if type(value) is list:
            return [self.visit(x) if isinstance(x, ast.AST) else x for x in value]
        return self.visit(value) if isinstance(value, ast.AST) else value


@cache
def _twin(kind: type) -> type | None:
    """The class of gast for a class of `ast`; None where gast has none."""
    return getattr(gast, kind.__name__, None)


@cache
def _changed(kind: type) -> Callable | None:
    """How gast translates nodes that it has in another form."""
    return vars(Ast3ToGAst).get(f"visit_{kind.__name__}")


@cache
def _plain(kind: type) -> gast.AST | None:
    twin = _twin(kind)
    return None if twin is None else twin()
