"""Every case of `tests/cases` as an exported file: what it imports, how it is written, that it is
the same everywhere, and that it can be differentiated again."""

import ast
import contextlib
import hashlib
import inspect
import io
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from exported_programs import SAMPLE, cases, exported, opened, texts
from fuzz.program import Module

import s2sad
from s2sad.structure import copy_arrays

#: what an export may import: the libraries that a program itself calls
LIBRARIES = {"numpy", "scipy", *sys.stdlib_module_names}
SAMPLED = [p.stem for p in cases(SAMPLE)]
ALL = [pytest.param(p, id=p.stem, marks=[] if p.stem in SAMPLED else [pytest.mark.slow])
       for p in cases()]  # fmt: skip


@pytest.fixture(scope="module")
def ruff():
    done = subprocess.run([sys.executable, "-m", "ruff", "--version"], capture_output=True)
    if done.returncode:
        pytest.skip("ruff is not installed")
    return [sys.executable, "-m", "ruff", "check", "-q", "--isolated"]


@pytest.mark.parametrize("path", ALL)
def test_export_is_a_module_to_review(path):
    for mode in ("value_and_grad", "grad"):
        text = exported(path, mode)
        body = ast.parse(text).body
        imported = {
            alias.name.partition(".")[0]
            for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import)
            for alias in node.names
        }  # fmt: skip
        assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(ast.parse(text)))
        assert all(name in LIBRARIES or name.startswith("fuzz_program") for name in imported)
        assert "s2sad" not in imported and isinstance(body[-1], ast.FunctionDef)
        assert body[-1].name == f"loss_{mode}"
        assert max(map(len, text.splitlines())) <= 100
        assert "\r" not in text and text.endswith("\n")


#: what ruff's default rules would write otherwise, by case: nothing that is wrong or unused
UNTIDY = {
    "string_of_value": "UP031,UP032",  # the program's own ways to format
    "dataclass_order": "PLR0124",  # one value compared with itself
    "generator_forms": "PERF402",  # a list copied by a loop
    "realistic_statistics_helpers": "SIM114",  # two branches that raise the same error
    "logging_functions": "LOG015",  # the program's own calls of the root logger
}


def test_exports_pass_the_linter(ruff, tmp_path):
    lint([p for p in cases() if p.stem in SAMPLED], ruff, tmp_path)


@pytest.mark.slow
def test_all_exports_pass_the_linter(ruff, tmp_path):
    lint(cases(), ruff, tmp_path)


def lint(paths, ruff, folder):
    for path in paths:
        for mode in ("grad", "value_and_grad"):
            (folder / f"{path.stem}_{mode}.py").write_text(exported(path, mode))
    known = [f"--per-file-ignores={stem}_*.py:{rule}" for stem, rules in UNTIDY.items()
             for rule in rules.split(",")]  # fmt: skip
    done = subprocess.run([*ruff, *known, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_choice_between_what_reads_the_same_is_none():
    """On two paths of which only the types differ."""
    (path,) = [p for p in cases() if p.stem == "options_that_are_none_on_one_path"]
    text = exported(path, "grad")
    assert "np.ones(" in text and not re.search(r"(np\.ones\(.*\)) if \w+ else \1", text)


#: whose exports are refused, and with what: an array or list is written where another one is read,
#: a tape is read at an index of the run, a dict of places is listed in a loop
REFUSED_AGAIN = {
    "argument_rotated_in_part": "was changed by an earlier write",
    "argument_swapped_and_read_by_another_name": "was changed by an earlier write",
    "dict_of_records_by_bins": "was changed by an earlier write",
    "rows_written_at_an_index": "was changed by an earlier write",
    "rows_written_by_views_and_indices": "was changed by an earlier write",
    "rows_written_in_lists_of_lists": "may hold one list twice",
    "list_in_a_list_of_another_length": "has changed since this item of it was taken",
    "list_items_that_grew_in_a_loop": "was changed by an earlier write",
    "nested_grad_of_a_list_of_unknown_length": "was changed by an earlier write",
    "realistic_path_search": "selects among items of different types",
    "set_taken_apart_in_a_while_loop": "the number of iterations of this loop must be known",
    "write_flat_in_loop": "was changed by an earlier write",
}


@pytest.mark.parametrize("path", ALL)
def test_export_is_differentiated_again(path):
    """Second derivatives by way of the exported gradient, in both modes, against differences."""
    if path.stem in REFUSED_AGAIN:
        with pytest.raises(s2sad.UnsupportedError, match=REFUSED_AGAIN[path.stem]):
            differentiate_again(path)
    else:
        differentiate_again(path)


def differentiate_again(path):
    with opened(path) as (module, args, wrt), warnings.catch_warnings(), \
            contextlib.redirect_stdout(io.StringIO()):  # fmt: skip
        warnings.simplefilter("ignore")
        text = s2sad.grad(module.loss, argnums=wrt).source(*args)
        known = vars(module) | getattr(module, "CAPTURED", {})
        with Module(text) as again:
            gradient = [v for v in vars(again).values() if inspect.isfunction(v)][-1]
            own = inspect.signature(gradient).parameters.values()
            captured = {p.name: known[p.name] for p in own if p.kind is p.KEYWORD_ONLY
                        and p.name in known}  # fmt: skip

            def f(*args):
                return gradient(*args, **captured)

            expected = s2sad.jvp(
                s2sad.grad(module.loss, argnums=wrt), copy_arrays(args), copy_arrays(args)
            )
            found = s2sad.jvp(f, copy_arrays(args), copy_arrays(args))
            agree(found, expected, "float32" in path.read_text())
            if "float32" not in path.read_text():
                s2sad.check_grads(f, args, order=1)


@pytest.mark.parametrize("name", ["recursion_returns_tuple", "nested_grad_of_an_object_writer"])
def test_second_derivative_is_differentiated_again(name):
    with opened(cases()[0].with_stem(name)) as (module, args, wrt):
        text = s2sad.differentiate(module.loss, argnums=wrt).hvp.source(*args)
        with Module(text) as again:
            s2sad.check_grads(again.loss_hvp, args + args, order=1)


def agree(found, expected, single):
    leaves = s2sad.structure.flatten(expected)[0]
    others = s2sad.structure.flatten_like(expected, found)
    tolerance = 1e-3 if single else 1e-8
    for one, other in zip(others, leaves, strict=True):
        if other is not None and not isinstance(other, str):
            np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


# --- the same bytes everywhere ---

DIGEST = """
import hashlib, sys
sys.path.insert(0, {tests!r})
import exported_programs
texts = exported_programs.texts({every}, {backwards})
print([hashlib.sha256(text.encode()).hexdigest() for text in texts])
"""


def digests(python: str, seed: str, every: int, backwards: bool = False) -> str:
    folder = Path(__file__).parent
    environment = {**os.environ, "PYTHONHASHSEED": seed, "S2SAD_CACHE": "off",
                   "PYTHONPATH": str(folder.parent)}  # fmt: skip
    code = DIGEST.format(tests=str(folder), every=every, backwards=backwards)
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_same_bytes_with_any_hash_seed_and_after_any_other_function():
    found = digests(sys.executable, "77", SAMPLE, backwards=True)
    here = [hashlib.sha256(text.encode()).hexdigest() for text in texts(SAMPLE)]
    assert found.strip() == str(here)


@pytest.mark.slow
def test_the_same_bytes_on_every_python(pythons):
    """Run with --pythons and the paths of interpreters that have NumPy, gast and astunparse."""
    expected = digests(sys.executable, "0", 1)
    for python in pythons:
        assert digests(python, "5", 1, backwards=True) == expected, python
