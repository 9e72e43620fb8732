"""Find the syntax tree of a code object: exactly this function, not one that looks like it.

In: a code object and the text of its file. Out: the `ast` node that it was compiled from. The
file may have changed after it was imported, so it is compiled once more, and the function that
stands at the place must have the same code. A name and a first line can belong to several
functions (lambdas on one line); where even their code is equal, the columns decide.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Place = tuple[str, int]  # a code object's name and first line
Position = tuple[int, int, int, int]  # line, end line, column, end column


@dataclass(frozen=True, slots=True)
class Site:
    """A function in a file, and its code as compiled from the text.

    `class_name` is the innermost class around it: it mangles `__x`.
    """

    node: FunctionNode
    class_name: str
    code: CodeType


@lru_cache(maxsize=64)
def find_sites(file: str, text: str) -> dict[Place, list[Site]]:
    """Every function in a source text that its code can reach, by place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the user saw the warnings of this file at import
        tree = ast.parse(text, file)
        functions = list(_functions(tree))
        codes = _compile_each(tree, file, [node for node, _ in functions])
    sites: dict[Place, list[Site]] = {}
    for node, class_name in functions:
        if node in codes:  # what can never run has no code
            sites.setdefault(_place(node), []).append(Site(node, class_name, codes[node]))
    return sites


def find_site(file: str, text: str, code: CodeType) -> Site | None:
    """The function that the code was compiled from; None where the text does not hold it."""
    sites = find_sites(file, text).get((code.co_name, code.co_firstlineno), [])
    same = [site for site in sites if _same_code(site.code, code)]
    if len(same) > 1:
        same = _at_same_position(same, code)
    same = same or [site for site in sites if _asserts_rewritten(site, code)]
    return same[0] if same else None


def _functions(tree: ast.Module) -> Iterator[tuple[FunctionNode, str]]:
    """Every function and the innermost class around it."""
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, class_name = stack.pop()
        if isinstance(node, FunctionNode):
            yield node, class_name
        inner = node.name if isinstance(node, ast.ClassDef) else class_name
        stack.extend((child, inner) for child in ast.iter_child_nodes(node))


def _place(node: FunctionNode) -> Place:
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    first = node.decorator_list[0] if node.decorator_list else node
    return node.name, first.lineno


def _compile_each(
    tree: ast.Module, file: str, functions: list[FunctionNode]
) -> dict[FunctionNode, CodeType]:
    """The code of each function: while compiling, every lambda has a line of its own."""
    lambdas = [node for node in functions if isinstance(node, ast.Lambda)]
    lines = [(node.lineno, node.end_lineno) for node in lambdas]
    last = max((node.end_lineno for node in functions), default=0)
    for k, node in enumerate(lambdas):
        node.lineno, node.end_lineno = last + 2 * k + 1, last + 2 * k + 2
    by_place = {(c.co_name, c.co_firstlineno): c for c in _codes(tree, file)}
    found = {node: by_place[_place(node)] for node in functions if _place(node) in by_place}
    for node, (line, end_line) in zip(lambdas, lines):
        node.lineno, node.end_lineno = line, end_line
    return found


def _codes(tree: ast.Module, file: str) -> Iterator[CodeType]:
    stack = [compile(tree, file, "exec", dont_inherit=True)]
    while stack:
        code = stack.pop()
        yield code
        stack.extend(const for const in code.co_consts if isinstance(const, CodeType))


def _same_code(a: CodeType, b: CodeType) -> bool:
    return (
        a.co_code == b.co_code
        and a.co_names == b.co_names
        and a.co_varnames == b.co_varnames
        and a.co_freevars == b.co_freevars
        and len(a.co_consts) == len(b.co_consts)
        and all(map(_same_constant, a.co_consts, b.co_consts))
    )


def _same_constant(a: object, b: object) -> bool:
    if isinstance(a, CodeType) and isinstance(b, CodeType):
        return _same_code(a, b)
    return type(a) is type(b) and repr(a) == repr(b)  # repr tells 0.0 from -0.0


def _at_same_position(sites: list[Site], code: CodeType) -> list[Site]:
    """The lambdas of one line whose body is what the code evaluates.

    The instruction that returns has the position of the whole body; where it has not (a
    conditional expression, in Python 3.12), the innermost body that holds all instructions is it.
    Without positions (`python -X no_debug_ranges`) all are left: their code is the same anyhow.
    """
    positions = {p for p in code.co_positions() if None not in p and p[2:] != (0, 0)}
    lambdas = [(_body(site.node), site) for site in sites if isinstance(site.node, ast.Lambda)]
    if not positions or not lambdas:
        return sites
    exact = [site for body, site in lambdas if body in positions]
    around = [pair for pair in lambdas if all(_holds(pair[0], p) for p in positions)]
    innermost = sorted(around, key=lambda pair: pair[0][::2])[-1:]
    return exact or [site for _, site in innermost]


def _body(node: ast.Lambda) -> Position:
    body = node.body
    return body.lineno, body.end_lineno, body.col_offset, body.end_col_offset


def _holds(outer: Position, inner: Position) -> bool:
    return outer[::2] <= inner[::2] and inner[1::2] <= outer[1::2]


def _asserts_rewritten(site: Site, code: CodeType) -> bool:
    """pytest compiles `assert` into something longer; the rest of the names is then unchanged."""
    if not any(isinstance(inner, ast.Assert) for inner in ast.walk(site.node)):
        return False
    ours = site.code
    return (
        set(ours.co_names) <= {*code.co_names, "AssertionError"}
        and set(ours.co_varnames) <= set(code.co_varnames)
        and ours.co_varnames[: ours.co_argcount] == code.co_varnames[: code.co_argcount]
    )
