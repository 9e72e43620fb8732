"""The translation to gast is gast's own, node for node."""

import ast
from pathlib import Path

import gast
import pytest

from s2sad.frontend.translate import to_gast

FOLDER = Path(ast.__file__).parent
FILES = ("ast", "inspect", "dataclasses", "contextlib", "typing", "asyncio/tasks")


def same(a, b) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if not isinstance(a, ast.AST):
        return type(a) is type(b) and repr(a) == repr(b)
    found, expected = vars(a), vars(b)
    alike = type(a) is type(b) and found.keys() == expected.keys()
    return alike and all(same(value, expected[name]) for name, value in found.items())


@pytest.mark.parametrize("file", FILES)
def test_nodes_are_those_of_gast(file):
    for node in ast.parse((FOLDER / f"{file}.py").read_text(encoding="utf-8")).body:
        assert same(to_gast(node), gast.ast_to_gast(node))


def test_a_difference_is_noticed():
    assert not same(to_gast(ast.parse("x = 1")), gast.ast_to_gast(ast.parse("x = 1.0")))
    assert not same(to_gast(ast.parse("x = 1")), gast.ast_to_gast(ast.parse(" \nx = 1")))
