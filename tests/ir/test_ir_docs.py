"""docs/ir.md is true: its programs are IR, its results are what they evaluate to, its tables are
the primitives."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import numpy as np
import pytest

from s2sad.ir.evaluator import evaluate, evaluate_untyped
from s2sad.ir.nodes import Function
from s2sad.ir.parser import parse_function, parse_type
from s2sad.ir.printer import print_function, print_type
from s2sad.ir.traverse import walk
from s2sad.ir.verifier import verify

PAGE = Path(__file__).parents[2] / "docs" / "ir.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = [m[1].strip() for m in re.finditer(r"```ir\n(.*?)```", TEXT, re.DOTALL)]


def is_typed(fn: Function) -> bool:
    results = [value for op in walk(fn.body) for value in op.results]
    return all(value.type is not None for value in results)


@pytest.mark.parametrize("text", BLOCKS, ids=lambda t: t.split("(")[0][6:])
def test_programs_of_the_page_are_ir(text):
    fn = parse_function(text)
    assert verify(fn, typed=is_typed(fn)) is fn
    assert print_function(fn) == text


def test_results_on_the_page_are_what_the_programs_give():
    functions = {fn.name: fn for fn in map(parse_function, BLOCKS)}
    names = {"np": np, "evaluate": evaluate, "evaluate_untyped": evaluate_untyped, **functions}
    runner = doctest.DocTestRunner()
    for example in re.finditer(r"```pycon\n(.*?)```", TEXT, re.DOTALL):
        line = TEXT.count("\n", 0, example.start(1))
        runner.run(doctest.DocTestParser().get_doctest(example[1], names, "ir", str(PAGE), line))
    assert runner.tries >= len(BLOCKS) and runner.failures == 0


def test_types_on_the_page_are_read_and_printed():
    section = TEXT.split("## Types")[1].split("\n## ")[0]
    types = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(types) > 8
    assert [print_type(parse_type(text)) for text in types] == types


def test_tables_list_the_primitives(monkeypatch):
    monkeypatch.syspath_prepend(str(PAGE.parent))
    tables = importlib.import_module("make_ir_tables")
    assert tables.rewritten(TEXT) == TEXT, "run `make docs` and look at what changed"
    names = [name for names in tables.groups_of_primitives().values() for name in names]
    described = {call.split("(")[0] for call, _ in tables.ROW.findall(TEXT)}
    assert len(names) > 30 and not set(names) - described, "a meaning is missing"
