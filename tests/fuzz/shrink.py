"""A failing program made small: whatever can go while it still fails in the same way.

Statements are deleted, compound statements replaced by their bodies, and expressions by one of
their parts or by a number, the largest pieces first, until nothing more can go.
"""

from __future__ import annotations

import ast
import copy
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np

from s2sad.structure import copy_arrays

from .api import Api
from .generate import FAILURES, behaves
from .harness import Mismatch, check_program
from .program import ENTRY, Module, Program

_SUITES = ("body", "orelse")
_MOST_LINES = 50_000


def shrink(mismatch: Mismatch, api: Api, seconds: float = 30.0) -> Mismatch:
    """The smallest program found that fails with the same kind of mismatch."""
    best = mismatch

    def fails(program: Program) -> bool:
        nonlocal best
        found = failure(program, api)
        if found is None or found.kind != mismatch.kind:
            return False
        best = found
        return True

    reduce(mismatch.program, fails, seconds)
    return best


def failure(program: Program, api: Api) -> Mismatch | None:
    """The mismatch of a program; None where it holds, is refused, or does not run at all."""
    if not (terminates(program) and behaves(program)):
        return None
    try:
        check_program(program.source, program.args, api)
    except Mismatch as mismatch:
        return mismatch
    except FAILURES:  # the program itself, at one of the points around its arguments
        return None
    return None


def terminates(program: Program) -> bool:
    """True where the program ends within a bounded number of lines: counters get deleted too."""
    lines = 0

    def count(frame, event, arg):
        nonlocal lines
        lines += 1
        if lines > _MOST_LINES:
            raise _TooLong
        return count

    before = sys.gettrace()
    try:
        with np.errstate(all="ignore"), Module(program.source) as module:
            function = getattr(module, ENTRY, None)
            if function is None:
                return False
            sys.settrace(count)
            function(*copy_arrays(program.args))
    except (_TooLong, SyntaxError, *FAILURES):
        return False
    finally:
        sys.settrace(before)
    return True


class _TooLong(Exception):
    pass


def reduce(program: Program, fails: Callable[[Program], bool], seconds: float = 30.0) -> Program:
    """The smallest program found for which `fails` is still true; it is for the given one."""
    deadline = time.monotonic() + seconds
    best, place = program, 0
    while time.monotonic() < deadline:
        candidate = _nth(best.source, place)
        if candidate is None:
            if place == 0 or best is program:
                return best
            program, place = best, 0  # a pass over everything; another one if this one helped
            continue
        smaller = Program(candidate, best.args, best.tags)
        if candidate != best.source and fails(smaller):
            best = smaller
        else:
            place += 1
    return best


def _nth(source: str, place: int) -> str | None:
    """The source after reduction number `place`; None where there are not that many."""
    tree = ast.parse(source)
    for number, change in enumerate(_changes(tree)):
        if number == place:
            change()
            return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    return None


def _changes(tree: ast.Module) -> Iterator[Callable[[], None]]:
    """Every single reduction of the tree: whole functions first, then statements, then parts."""
    suites = [
        (node, name)
        for node in ast.walk(tree)
        for name in _SUITES
        if isinstance(getattr(node, name, None), list) and getattr(node, name)
    ]
    for node, name in suites:
        for place in reversed(range(len(getattr(node, name)))):
            yield _deletion(node, name, place)
    for node, name in suites:
        for place, statement in enumerate(getattr(node, name)):
            if getattr(statement, "body", None) and not isinstance(statement, ast.FunctionDef):
                yield _replacement(node, name, place, statement.body)
            if getattr(statement, "orelse", None):
                yield _replacement(node, name, place, statement.orelse)
    for node in ast.walk(tree):
        for name, child in ast.iter_fields(node):
            if isinstance(child, ast.expr) and _reducible(node, name, child):
                for part in _simpler(child):
                    yield _substitution(node, name, part)
            elif isinstance(child, list):
                yield from _in_list(child)


def _in_list(children: list) -> Iterator[Callable[[], None]]:
    for place, child in enumerate(children):
        if isinstance(child, ast.expr) and not _is_target(child):
            for part in _simpler(child):
                yield lambda place=place, part=part: children.__setitem__(place, part)


def _reducible(node: ast.AST, name: str, child: ast.expr) -> bool:
    return not _is_target(child) and name not in ("func", "target")


def _is_target(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))


def _simpler(node: ast.expr) -> list[ast.expr]:
    """Expressions to stand in place of this one: its own parts, then a number."""
    if isinstance(node, (ast.Constant, ast.Name, ast.Lambda, ast.Slice)):
        return []
    parts = [
        copy.deepcopy(child)
        for child in ast.iter_child_nodes(node)
        if isinstance(child, ast.expr) and not isinstance(child, ast.Slice)
    ]
    if isinstance(node, ast.Call):
        parts = [copy.deepcopy(arg) for arg in node.args]
    return [*parts, ast.Constant(0.5)]


def _deletion(node: ast.AST, name: str, place: int) -> Callable[[], None]:
    def change() -> None:
        suite = getattr(node, name)
        del suite[place]
        if not suite and name == "body":
            suite.append(ast.Pass())

    return change


def _replacement(node: ast.AST, name: str, place: int, body: list) -> Callable[[], None]:
    def change() -> None:
        getattr(node, name)[place : place + 1] = body

    return change


def _substitution(node: ast.AST, name: str, part: ast.expr) -> Callable[[], None]:
    return lambda: setattr(node, name, part)
