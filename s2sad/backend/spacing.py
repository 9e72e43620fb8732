"""Where blank lines stand between statements: a body in, how many stand before each out."""

from __future__ import annotations

import sys

from .syntax import Comment


def blank_lines(body: list, top: bool) -> list[int]:
    """`top`: the body is that of a module."""
    if not top and not any(map(_is_definition, body)):
        return [0] * len(body)
    return [_between(body, k, top) for k in range(len(body))]


def _between(body: list, k: int, top: bool) -> int:
    """How many blank lines stand before statement `k`."""
    if k == 0 or not _wants_space(body[k - 1], body, k, top):
        return 0
    wide = _is_definition(body[k - 1]) or _leads_definition(body, k)
    return 2 if top and wide else 1


def is_docstring(node) -> bool:
    value = getattr(node, "value", None)
    is_text = type(value).__name__ == "Constant" and isinstance(value.value, str)
    return type(node).__name__ == "Expr" and is_text and getattr(value, "kind", None) != "u"


def _is_definition(node) -> bool:
    return type(node).__name__ in ("FunctionDef", "AsyncFunctionDef", "ClassDef")


def _leads_definition(body: list, k: int) -> bool:
    """True for a definition and for the comments right above one."""
    while k < len(body) and isinstance(body[k], Comment):
        k += 1
    return k < len(body) and _is_definition(body[k])


def _wants_space(previous, body: list, k: int, top: bool) -> bool:
    """Whether blank lines stand between two statements."""
    if isinstance(previous, Comment):
        return previous.apart
    if _is_definition(previous) or _leads_definition(body, k):
        return True
    if not top:
        return False
    node = body[k]
    if k == 1 and is_docstring(previous):
        return True
    if not _is_import(previous):
        return False
    return not _is_import(node) or _section(previous) != _section(node)


def _is_import(node) -> bool:
    return type(node).__name__ in ("Import", "ImportFrom")


def _section(node) -> int:
    """Imports stand in three groups: of `__future__`, of Python's own modules, of others."""
    module = node.module or "" if type(node).__name__ == "ImportFrom" else node.names[0].name
    if module == "__future__":
        return 0
    return 1 if module.partition(".")[0] in sys.stdlib_module_names else 2
