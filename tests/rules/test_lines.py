"""Every line of `lines.txt`, in both modes, against numerical derivatives: along random directions,
and in the long tests along every entry and to the second order."""

from __future__ import annotations

import copy
import importlib.util
import re
import sys

import numpy as np
import pytest
from lines import HEADER, LINES, VALUES

import s2sad
from s2sad import agreement

pytestmark = pytest.mark.filterwarnings("ignore:Arrays of 2-dimensional vectors")

ROWS = [(name, line) for name, lines in LINES.items() for line in lines]


def operands(line: str) -> list[str]:
    """The names of `VALUES` that a line reads."""
    code = re.sub(r'"[^"]*"', "", line)
    return [name for name in VALUES if re.search(rf"(?<![\w.]){name}(?![\w=(])", code)]


def source(number: int, line: str) -> str:
    *before, result = (part.strip() for part in line.split(";"))
    body = "".join(f"    {statement}\n" for statement in (*before, f"return {result}"))
    return f"\n\ndef line_{number}({', '.join(operands(line))}):\n{body}"


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    path = tmp_path_factory.mktemp("lines") / "programs_of_lines.py"
    path.write_text(HEADER + "".join(source(k, r[1]) for k, r in enumerate(ROWS)))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = loaded
    spec.loader.exec_module(loaded)
    yield loaded
    del sys.modules[path.stem]


@pytest.fixture(autouse=True)
def no_cache(monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")


def check(module, number: int, order: int) -> None:
    function = getattr(module, f"line_{number}")
    names = operands(ROWS[number][1])
    args = tuple(copy.deepcopy(VALUES[name]) for name in names)
    single = "f" in names
    with np.errstate(all="ignore"):
        s2sad.check_grads(function, args, order=order, **({"atol": 2e-2} if single else {}))
    for name, value in zip(names, args):
        np.testing.assert_array_equal(value, VALUES[name])


every_line = pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{name}-{k}" for k, (name, _) in enumerate(ROWS)]
)


@every_line
def test_derivatives_in_both_modes(module, number, monkeypatch):
    monkeypatch.setattr(agreement, "_FEW_ENTRIES", 0)
    check(module, number, 1)


@pytest.mark.slow
@every_line
def test_each_entry_to_the_second_order(module, number):
    check(module, number, 2)
