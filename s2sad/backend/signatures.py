"""Parameters: patterns in, a signature and the statements that unpack it out.

`(w1, b1), (w2, b2) = params` where every leaf is read; else each leaf that is read once outside of
a loop is written `params[0][0]` in its place, and the others get a statement `w = params[0][0]`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from inspect import Parameter

from ..ir.nodes import Function, Operand, Pack, Param, Value, leaves
from . import syntax
from .literals import literal
from .references import References


def signature(fn: Function, references: References) -> ast.arguments:
    """The parameters of the `def`."""
    groups: dict[int, list] = {kind: [] for kind in range(5)}
    defaults, kw_defaults = [], []
    for param in fn.params:
        groups[int(param.kind)].append(syntax.parameter(param.name))
        default = None if param.default is None else literal(param.default.value, references)
        if param.kind == Parameter.KEYWORD_ONLY:
            kw_defaults.append(default)
        elif default is not None:
            defaults.append(default)
        elif param.kind <= Parameter.POSITIONAL_OR_KEYWORD:
            defaults.clear()  # those before it must be given, too
    vararg, kwarg = groups[Parameter.VAR_POSITIONAL], groups[Parameter.VAR_KEYWORD]
    return ast.arguments(
        args=groups[Parameter.POSITIONAL_OR_KEYWORD],
        posonlyargs=groups[Parameter.POSITIONAL_ONLY],
        vararg=vararg[0] if vararg else None,
        kwonlyargs=groups[Parameter.KEYWORD_ONLY],
        kw_defaults=kw_defaults,
        kwarg=kwarg[0] if kwarg else None,
        defaults=defaults,
    )


def paths(fn: Function, references: References) -> dict[Value, object]:
    """Where each leaf of a structured parameter is found: `params[0]["w"]`, `self.rate`."""
    found: dict[Value, object] = {}
    for param in fn.params:
        if isinstance(param.tree, Pack):
            _walk(param.tree, syntax.name(param.name), found, references)
    return found


def _walk(tree: Operand, path, found: dict[Value, object], references: References) -> None:
    match tree:
        case Value():
            found[tree] = path
        case Pack():
            for k, part in enumerate(tree.items):
                _walk(part, step(tree, path, k, references), found, references)


def step(tree: Pack, path, k: int, references: References):
    """The path to an item of a container at a path."""
    if tree.kind is dict:
        return syntax.subscript(path, literal(tree.keys[k], references))
    if tree.keys is not None:
        return syntax.attribute(path, tree.keys[k])
    if hasattr(tree.kind, "_fields"):
        return syntax.attribute(path, tree.kind._fields[k])
    return syntax.subscript(path, syntax.constant(k))


def classes(fn: Function, references: References) -> dict[type, object]:
    """Where an instance of each class is found among the parameters: what is made of that class
    then needs no import of the user's module."""
    found: dict[type, object] = {}
    for param in fn.params:
        _note_classes(param.tree, syntax.name(param.name), references, found)
    return found


def _note_classes(tree: Operand, path, references: References, found: dict[type, object]) -> None:
    if isinstance(tree, Pack):
        found.setdefault(tree.kind, path)
        for k, part in enumerate(tree.items):
            _note_classes(part, step(tree, path, k, references), references, found)


def is_unpacked(param: Param, reads: Mapping[Value, int]) -> bool:
    """True where one assignment takes the whole parameter apart: all its leaves are read."""
    found = list(leaves(param.tree))
    return len(found) <= 8 and _is_pattern(param.tree) and all(reads.get(v) for v in found)


def _is_pattern(tree: Operand) -> bool:
    if isinstance(tree, Pack):
        plain = tree.kind in (tuple, list) and bool(tree.items)
        return plain and all(map(_is_pattern, tree.items))
    return isinstance(tree, Value)


def unpacked(fn: Function, reads: Mapping[Value, int], names: Mapping[Value, str]) -> set[str]:
    """The parameters that one assignment takes apart, which asks how many items they have."""
    return {
        param.name for param in fn.params
        if isinstance(param.tree, Pack) and is_unpacked(param, reads)
        and all(leaf in names for leaf in leaves(param.tree))
    }  # fmt: skip


def unpacking(fn: Function, whole: set[str], names: Mapping[Value, str], places) -> list:
    """The statements that give the leaves their names; `whole`: see `unpacked`."""
    out = []
    for param in fn.params:
        if not isinstance(param.tree, Pack):
            continue
        if param.name in whole:
            out.append(syntax.assign(_pattern(param.tree, names), syntax.name(param.name)))
            continue
        for leaf in leaves(param.tree):
            if leaf in names:
                out.append(syntax.assign(syntax.name(names[leaf]), places[leaf]))
    for statement in out:
        statement.span = fn.span
    return out


def _pattern(tree: Operand, names: Mapping[Value, str]):
    if isinstance(tree, Pack):
        return syntax.sequence(_pattern(item, names) for item in tree.items)
    return syntax.name(names[tree])
