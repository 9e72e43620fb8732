"""What is popped off a list is read where it is popped: `x_bar[i] = ys_bar.pop()`.

The only reader of a popped item is often the statement that follows. It may take the place of the
name there if nothing else in the statement has to do with the list.
"""

from __future__ import annotations

import ast

from .references import reads


def popped_there(out: list, statements: list) -> list:
    """The statements, of which the first reads the item that the last of `out` pops, once and as
    its only reader: it pops the item itself then, and the last of `out` is gone."""
    last, first = out[-1], statements[0]
    item, items = last.targets[0].id, last.value.func.value
    if not isinstance(first, (ast.Assign, ast.AugAssign)) or not isinstance(items, ast.Name):
        return statements
    if getattr(first, "note", None) != last.note or _may_skip(first.value):
        return statements
    targets = first.targets if isinstance(first, ast.Assign) else [first.target]
    bound = [item] if isinstance(first, ast.Assign) else []
    read = [target for target in targets if not (_is_name(target) and target.id in bound)]
    if _count(item, first.value) != 1 or any(item in reads(target) for target in read):
        return statements
    if any(items.id in reads(tree) for tree in (*targets, first.value)):
        return statements
    out.pop()
    first.value = _Replaced(item, last.value).visit(first.value)
    return statements


class _Replaced(ast.NodeTransformer):
    def __init__(self, name: str, by: ast.expr):
        self.name, self.by = name, by

    def visit_Name(self, node: ast.Name):
        return self.by if node.id == self.name else node


def _may_skip(tree: ast.AST) -> bool:
    """True where not everything in the expression is evaluated, once."""
    kinds = (ast.IfExp, ast.BoolOp, ast.Compare, ast.ListComp, ast.GeneratorExp, ast.Lambda)
    return any(isinstance(node, kinds) for node in ast.walk(tree))


def _is_name(tree: ast.AST) -> bool:
    return isinstance(tree, ast.Name)


def _count(name: str, tree: ast.AST) -> int:
    return sum(_is_name(node) and node.id == name for node in ast.walk(tree))
