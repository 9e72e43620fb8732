"""Find the syntax tree of a code object: exactly this function, not one that looks like it.

In: a code object and the text of its file. Out: the `ast` node that it was compiled from. The
file may have changed after it was imported, so the whole file is compiled once more and must
contain the same code at the same place. A name and a first line can belong to several functions
(lambdas on one line); the columns of the instructions tell them apart.
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
    """A function in a file. `class_name` is the innermost class around it: it mangles `__x`."""

    node: FunctionNode
    class_name: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    sites: dict[Place, list[Site]]
    codes: dict[Place, list[CodeType]]


@lru_cache(maxsize=64)
def parse_file(file: str, text: str) -> ParsedFile:
    """Every function in a source text and every code object that it compiles to, by place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the user saw the warnings of this file at import
        tree = ast.parse(text, file)
        module = compile(tree, file, "exec", dont_inherit=True)
    sites: dict[Place, list[Site]] = {}
    for site in _sites(tree, "lambda" in text):
        sites.setdefault(_place(site.node), []).append(site)
    codes: dict[Place, list[CodeType]] = {}
    for code in _codes(module):
        codes.setdefault((code.co_name, code.co_firstlineno), []).append(code)
    return ParsedFile(sites, codes)


def find_site(file: str, text: str, code: CodeType) -> Site | None:
    """The function that the code was compiled from; None where the text does not hold it."""
    parsed = parse_file(file, text)
    place = code.co_name, code.co_firstlineno
    sites, compiled = parsed.sites.get(place, []), parsed.codes.get(place, [])
    if not any(_same_code(ours, code) for ours in compiled):
        sites = [s for s in sites if any(_asserts_rewritten(s, c, code) for c in compiled)]
    if len(sites) > 1:
        sites = _at_same_position(sites, code) or [s for s in sites if _same_alone(s, code)]
    return sites[0] if sites else None


def _sites(tree: ast.Module, lambdas: bool) -> Iterator[Site]:
    """The functions of a file; without lambdas only statements hold any."""
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, class_name = stack.pop()
        if isinstance(node, FunctionNode):
            yield Site(node, class_name)
        inner = node.name if isinstance(node, ast.ClassDef) else class_name
        for child in ast.iter_child_nodes(node):
            if lambdas or not isinstance(child, ast.expr):
                stack.append((child, inner))


def _place(node: FunctionNode) -> Place:
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    first = node.decorator_list[0] if node.decorator_list else node
    return node.name, first.lineno


def _codes(module: CodeType) -> Iterator[CodeType]:
    stack = [module]
    while stack:
        code = stack.pop()
        yield code
        stack.extend(const for const in code.co_consts if isinstance(const, CodeType))


# --- the same code --------------------------------------------------------------------------


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
    if type(a) is not type(b):
        return False
    return a == b if isinstance(a, frozenset) else repr(a) == repr(b)  # repr tells 0.0 from -0.0


def _at_same_position(sites: list[Site], code: CodeType) -> list[Site]:
    """The lambda of one line whose body is what the code evaluates.

    The instruction that returns has the position of the whole body; where it has not (a
    conditional expression, in Python 3.12), the innermost body that holds all instructions is it.
    """
    positions = {p for p in code.co_positions() if None not in p and p[2:] != (0, 0)}
    lambdas = [(_body(site.node), site) for site in sites if isinstance(site.node, ast.Lambda)]
    exact = [site for body, site in lambdas if body in positions]
    if exact or not positions:
        return exact
    around = [pair for pair in lambdas if all(_holds(pair[0], p) for p in positions)]
    return [site for _, site in sorted(around, key=lambda pair: pair[0][::2])[-1:]]


def _same_alone(site: Site, code: CodeType) -> bool:
    """For code without positions (`lambda: 0` in Python 3.12, all with -X no_debug_ranges):
    a lambda that is the same when it is compiled by itself, so one without free variables."""
    if not isinstance(site.node, ast.Lambda):
        return False
    expression = compile(ast.Expression(site.node), code.co_filename, "eval", dont_inherit=True)
    codes = [const for const in expression.co_consts if isinstance(const, CodeType)]
    return _same_code(codes[-1], code)  # those before it are in its defaults


def _body(node: ast.Lambda) -> Position:
    body = node.body
    return body.lineno, body.end_lineno, body.col_offset, body.end_col_offset


def _holds(outer: Position, inner: Position) -> bool:
    return outer[::2] <= inner[::2] and inner[1::2] <= outer[1::2]


def _asserts_rewritten(site: Site, ours: CodeType, code: CodeType) -> bool:
    """pytest compiles `assert` into something longer; the rest of the names is then unchanged."""
    if not any(isinstance(inner, ast.Assert) for inner in ast.walk(site.node)):
        return False
    return (
        set(ours.co_names) <= {*code.co_names, "AssertionError"}
        and set(ours.co_varnames) <= set(code.co_varnames)
        and ours.co_varnames[: ours.co_argcount] == code.co_varnames[: code.co_argcount]
    )
