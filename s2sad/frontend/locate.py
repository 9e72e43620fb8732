"""Find the syntax tree of a code object: exactly this function, not one that looks like it.

In: a code object and the text of its file. Out: the `ast` node that it was compiled from. A name
and a first line can belong to several functions (lambdas on one line), so positions of the
instructions decide; and since the file may have changed after it was imported, the whole file is
compiled once more and must contain the same code at the same place.
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
    """Every function of a source text and every code object it compiles to, by place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the user saw the warnings of this file at import
        tree = ast.parse(text, file)
        module = compile(tree, file, "exec", dont_inherit=True)
    sites: dict[Place, list[Site]] = {}
    for site in _sites(tree):
        sites.setdefault(_place(site.node), []).append(site)
    codes: dict[Place, list[CodeType]] = {}
    for code in _codes(module):
        codes.setdefault((code.co_name, code.co_firstlineno), []).append(code)
    return ParsedFile(sites, codes)


def find_site(parsed: ParsedFile, code: CodeType) -> Site | None:
    """The function that the code was compiled from; None where the text does not hold it."""
    place = code.co_name, code.co_firstlineno
    sites = parsed.sites.get(place, [])
    if len(sites) > 1:
        sites = _at_same_position(sites, code)
    same = [c for c in parsed.codes.get(place, ()) if _same_code(c, code)]
    if len({ast.dump(site.node) for site in sites}) != 1:
        return None
    if not same and not _asserts_rewritten(sites[0].node, parsed.codes.get(place, []), code):
        return None
    return sites[0]


def _sites(tree: ast.Module) -> Iterator[Site]:
    stack: list[tuple[ast.AST, str]] = [(tree, "")]
    while stack:
        node, class_name = stack.pop()
        if isinstance(node, FunctionNode):
            yield Site(node, class_name)
        inner = node.name if isinstance(node, ast.ClassDef) else class_name
        stack.extend((child, inner) for child in ast.iter_child_nodes(node))


def _codes(module: CodeType) -> Iterator[CodeType]:
    stack = [module]
    while stack:
        code = stack.pop()
        yield code
        stack.extend(const for const in code.co_consts if isinstance(const, CodeType))


def _place(node: FunctionNode) -> Place:
    if isinstance(node, ast.Lambda):
        return "<lambda>", node.lineno
    first = node.decorator_list[0] if node.decorator_list else node
    return node.name, first.lineno


def _at_same_position(sites: list[Site], code: CodeType) -> list[Site]:
    """The lambdas of one line whose body is what the code evaluates.

    The instruction that returns has the position of the whole body. Without positions
    (`python -X no_debug_ranges`) all are left, and only equal ones can then be told apart.
    """
    positions = {p for p in code.co_positions() if None not in p}
    if not positions:
        return sites
    return [site for site in sites if _body_position(site.node) in positions]


def _body_position(node: FunctionNode) -> Position | None:
    if not isinstance(node, ast.Lambda):
        return None
    body = node.body
    return body.lineno, body.end_lineno, body.col_offset, body.end_col_offset


def _same_code(a: CodeType, b: CodeType) -> bool:
    return (
        a.co_code == b.co_code
        and a.co_names == b.co_names
        and a.co_varnames == b.co_varnames
        and a.co_freevars == b.co_freevars
        and _constants(a) == _constants(b)
    )


def _constants(code: CodeType) -> list[tuple[type, object]]:
    """The constants, where nested code counts by its name; repr tells 0.0 from -0.0."""
    return [
        (type(c), c.co_name if isinstance(c, CodeType) else repr(c)) for c in code.co_consts
    ]


def _asserts_rewritten(node: FunctionNode, compiled: list[CodeType], code: CodeType) -> bool:
    """pytest compiles `assert` into something longer; the rest of the names is then unchanged."""
    if not any(isinstance(inner, ast.Assert) for inner in ast.walk(node)):
        return False
    return any(
        set(c.co_names) <= {*code.co_names, "AssertionError"}
        and set(c.co_varnames) <= set(code.co_varnames)
        and c.co_varnames[: c.co_argcount] == code.co_varnames[: code.co_argcount]
        for c in compiled
    )
