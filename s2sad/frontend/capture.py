"""Take a Python function apart: its syntax tree, and the names that it sees.

In: a function object, exactly the one given; wrappers are never looked through. Out: `Captured`,
with the tree as gast (lines and columns are those of the file) and the live globals and closure.
A lambda becomes a `FunctionDef` with one `return`, so that nothing later knows the difference.
"""

from __future__ import annotations

import ast
import functools
import linecache
import sys
from collections.abc import Callable
from dataclasses import dataclass
from inspect import getattr_static
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

import gast

from ..errors import SourceNotFoundError, UnsupportedError
from ..source import Span
from . import refusals
from .locate import FunctionNode, Site, find_site
from .translate import to_gast


@dataclass(frozen=True, slots=True)
class Captured:
    """A function's source and surroundings; `globals` and the cells are live objects."""

    tree: gast.FunctionDef | gast.AsyncFunctionDef
    file: str
    first_line: int
    name: str
    qualname: str
    globals: dict[str, Any]
    closure: dict[str, CellType]
    defaults: tuple | None
    kwdefaults: dict[str, Any] | None
    function: FunctionType
    doc: str | None


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A callable as a plain function and what is already bound: it is called as
    `function(bound, *args, ..., **kwargs, ...)`, where `bound` stands only if it is not None."""

    function: FunctionType
    bound: Any
    args: tuple
    kwargs: dict[str, Any]


def unwrap(f: Callable) -> Unwrapped:
    """See through `functools.partial`, bound methods and objects with a Python `__call__`.

    What a decorator returned is taken as it is: `__wrapped__` is never followed, since the
    wrapper may do something that the wrapped function does not.
    """
    leading: tuple = ()
    kwargs: dict[str, Any] = {}
    target = f
    while not isinstance(target, FunctionType):
        if isinstance(target, functools.partial):
            leading = target.args + leading
            kwargs = {**target.keywords, **kwargs}
            target = target.func
        elif isinstance(target, MethodType):
            if isinstance(target.__func__, FunctionType):
                return Unwrapped(target.__func__, target.__self__, leading, kwargs)
            leading = (target.__self__, *leading)
            target = target.__func__
        elif isinstance(target, staticmethod):
            target = target.__func__
        elif isinstance(getattr_static(type(target), "__call__", None), FunctionType):
            return Unwrapped(type(target).__call__, target, leading, kwargs)
        else:
            raise _not_python(f)
    return Unwrapped(target, None, leading, kwargs)


def capture(f: Callable) -> Captured:
    """The source of a plain Python function; SourceNotFoundError where there is none."""
    if not isinstance(f, FunctionType):
        raise _not_python(f)
    site = _site_of(f)
    code = f.__code__
    try:
        tree = to_gast(_as_def(site.node))
    except RecursionError:
        span = Span(code.co_filename, code.co_firstlineno, function=f.__name__)
        raise UnsupportedError(refusals.TOO_DEEP, span, refusals.TOO_DEEP_ADVICE) from None
    _mangle(tree, site.class_name)
    return Captured(
        tree=tree,
        file=code.co_filename,
        first_line=code.co_firstlineno,
        name=f.__name__,
        qualname=f.__qualname__,
        globals=f.__globals__,
        closure=dict(zip(code.co_freevars, f.__closure__ or ())),
        defaults=f.__defaults__,
        kwdefaults=f.__kwdefaults__,
        function=f,
        doc=f.__doc__,
    )


def _site_of(f: FunctionType) -> Site:
    code = f.__code__
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename, f.__globals__)
    if not lines and code.co_filename == "<string>":
        lines = _command_lines(code)
    try:
        site = find_site(code.co_filename, "".join(lines), code)
    except (SyntaxError, ValueError):  # ValueError: the text holds null bytes
        site = None
    if site is None and (not lines or code.co_filename == "<string>"):
        raise SourceNotFoundError(
            f"the source of {f.__qualname__} is not available: {code.co_filename} cannot be read.",
            advice="define the function in a file or a notebook, or register the text that is "
            "given to exec in linecache.",
        )
    if site is None:
        raise SourceNotFoundError(
            f"the source of {f.__qualname__} in {code.co_filename} is not what the function was "
            "compiled from: the file has changed since, or a tool has rewritten the function.",
            Span(code.co_filename, code.co_firstlineno, function=f.__name__),
            advice="reload the module, or restart Python.",
        )
    return site


def _command_lines(code: CodeType) -> list[str]:
    """The text of `python -c TEXT`, if the code is of it; Python itself keeps it from 3.13 on."""
    text = "".join(sys.orig_argv[-len(sys.argv) :][:1]) if sys.argv[:1] == ["-c"] else ""
    try:
        if not text or find_site(code.co_filename, text, code) is None:
            return []
    except (SyntaxError, ValueError):
        return []
    lines = text.splitlines(keepends=True)
    linecache.cache[code.co_filename] = len(text), None, lines, code.co_filename
    return lines


def _not_python(f: object) -> SourceNotFoundError:
    name = getattr(f, "__qualname__", None) or repr(f)
    advice = "give a function written in Python."
    if hasattr(f, "__wrapped__"):
        advice = "give the function that it wraps: its attribute __wrapped__."
    return SourceNotFoundError(
        f"{name} ({type(f).__name__}) is not a Python function, so it has no source.",
        advice=advice,
    )


def _as_def(node: FunctionNode) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """A lambda as the `def` that it stands for."""
    if not isinstance(node, ast.Lambda):
        return node
    body = ast.copy_location(ast.Return(node.body), node.body)
    fields = {"type_params": []} if "type_params" in ast.FunctionDef._fields else {}
    definition = ast.FunctionDef("<lambda>", node.args, [body], [], None, None, **fields)
    return ast.copy_location(definition, node)


def _mangle(tree: gast.AST, class_name: str) -> None:
    """Spell private names (`self.__x` in a class) as Python compiles them."""
    prefix = class_name.lstrip("_")
    if not prefix:
        return

    def mangled(name: str) -> str:
        private = name.startswith("__") and not name.endswith("__") and "." not in name
        return f"_{prefix}{name}" if private else name

    for node in gast.walk(tree):
        match node:
            case gast.Name():
                node.id = mangled(node.id)
            case gast.Attribute():
                node.attr = mangled(node.attr)
            case gast.keyword() if node.arg is not None:
                node.arg = mangled(node.arg)
            case gast.FunctionDef() if node is not tree:
                node.name = mangled(node.name)
            case gast.Global() | gast.Nonlocal():
                node.names = [mangled(name) for name in node.names]
