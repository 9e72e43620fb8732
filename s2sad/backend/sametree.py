"""Whether two syntax trees say the same: gast or ast on either side.

Returns where they first differ, or None. Contexts, positions, comments and the way in which an
f-string splits its text are no difference.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from .syntax import Comment

#: fields that the text does not decide, or that only one of gast and ast has
_SKIPPED = frozenset(("ctx", "kind", "type_comment", "type_ignores"))


def difference(left: Any, right: Any) -> str | None:
    """The path and both sides of the first difference."""
    return None if plainly_same(left, right) else _difference(left, right, "")


def plainly_same(left: ast.AST, right: ast.AST) -> bool:
    """True only where two trees of `ast` are the same, decided without a word about where they
    differ: the usual case, in a fraction of the time."""
    lefts, rights = [left], [right]  # both grow, by equally much, while the loop goes over them
    for a, b in zip(lefts, rights):
        if a is b:
            continue
        kind = type(a)
        if kind is not type(b):
            return False
        if kind is ast.Name:
            if a.id != b.id:
                return False
        elif kind is list:
            if len(a) != len(b):
                a = [item for item in a if type(item) is not Comment]
                if len(a) != len(b):
                    return False
            lefts += a
            rights += b
        elif issubclass(kind, ast.AST):
            parts = _parts(kind)
            try:
                if parts.several:
                    lefts += parts.of(a)
                    rights += parts.of(b)
                elif parts.of is not None:
                    lefts.append(parts.of(a))
                    rights.append(parts.of(b))
            except AttributeError:  # a field that is not there
                return False
        elif repr(a) != repr(b):
            return False
    return True


class _Parts(NamedTuple):
    """`of` gives what a node holds in the fields in which it may differ from another one: a tuple
    where these are `several`. None where there are none."""

    of: Callable[[ast.AST], Any] | None
    several: bool


@lru_cache(maxsize=None)
def _parts(kind: type[ast.AST]) -> _Parts:
    names = [field for field in kind._fields if field not in _SKIPPED]
    return _Parts(attrgetter(*names) if names else None, len(names) > 1)


def _difference(left: Any, right: Any, path: str) -> str | None:
    if isinstance(left, ast.AST) and isinstance(right, ast.AST):
        return _nodes(left, right, path)
    if isinstance(left, list) and isinstance(right, list):
        return _lists(left, right, path)
    same = left is right or (type(left) is type(right) and repr(left) == repr(right))
    if same or (not left and not right and {type(left), type(right)} <= {list, type(None)}):
        return None
    return f"{path}: {left!r} is not {right!r}"


def _nodes(left: ast.AST, right: ast.AST, path: str) -> str | None:
    kind = type(left).__name__
    left_fields, right_fields = _fields(left), _fields(right)
    if left_fields[0] != right_fields[0]:
        return f"{path}: {left_fields[0]} is not {right_fields[0]}"
    for field in sorted(left_fields[1].keys() | right_fields[1].keys()):
        found = _difference(
            left_fields[1].get(field), right_fields[1].get(field), f"{path}/{kind}.{field}"
        )
        if found:
            return found
    return None


def _lists(left: list, right: list, path: str) -> str | None:
    left = [item for item in left if not isinstance(item, Comment)]
    right = [item for item in right if not isinstance(item, Comment)]
    if len(left) != len(right):
        return f"{path}: {len(left)} items are not {len(right)}"
    for k, (a, b) in enumerate(zip(left, right)):
        found = _difference(a, b, f"{path}[{k}]")
        if found:
            return found
    return None


def _fields(node: ast.AST) -> tuple[str, dict[str, Any]]:
    """The kind and the fields of a node, where gast and ast differ in ast's form."""
    kind = type(node).__name__
    match kind:
        case "Name" if type(node.ctx).__name__ == "Param":
            return "arg", {"arg": node.id, "annotation": node.annotation}
        case "Name":
            return kind, {"id": node.id}
        case "ExceptHandler":
            name = node.name if isinstance(node.name, str | None) else node.name.id
            return kind, {"type": node.type, "name": name, "body": node.body}
        case "JoinedStr":
            return kind, {"values": _merged(node.values)}
    return kind, {f: getattr(node, f, None) for f in node._fields if f not in _SKIPPED}


def _merged(values: list) -> list:
    """The parts of an f-string with neighbouring text as one."""
    out: list = []
    for value in values:
        if type(value).__name__ != "Constant":
            out.append(value)
        elif out and isinstance(out[-1], ast.Constant):
            out[-1] = ast.Constant(out[-1].value + value.value)
        elif value.value:
            out.append(ast.Constant(value.value))
    return out
