"""Each command does what the table of commands says, with the exit status that it says."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import numpy as np
import pytest


def run_module(path, call: str) -> str:
    """What an exported file gives, in a process that cannot import s2sad."""
    code = f"import sys; sys.modules['s2sad'] = None; from {path.stem} import *; print({call})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=path.parent, capture_output=True, text=True, check=True
    ).stdout


# --- show ---


@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "jvp", "vjp", "hvp"])
def test_show_each_mode(shell, mode):
    assert shell("show", "model.py:product", "--mode", mode) == 0
    tree = ast.parse(shell.out)
    assert [f.name for f in tree.body if isinstance(f, ast.FunctionDef)] == [f"product_{mode}"]


def test_show_takes_the_annotated_types(shell):
    assert shell("show", "model.py:loss") == 0
    assert "w: f64[d], x: f64[n, d], y: f64[n]" in shell.out


def test_show_takes_args(shell):
    assert shell("show", "model.py:product", "--args", "f32, f32") == 0
    assert "a: f32, b: f32" in shell.out


def test_show_argnums(shell):
    assert shell("show", "model.py:loss", "--argnums", "0,2") == 0
    returned = ast.parse(shell.out).body[-1].body[-1]
    assert isinstance(returned.value, ast.Tuple) and len(returned.value.elts) == 2


def test_show_ir(shell):
    assert shell("show", "model.py:product", "--ir") == 0
    assert "func @product(" in shell.out and "func @product_grad(" in shell.out


def test_show_html(shell):
    assert shell("show", "model.py:loss", "--html", "page.html") == 0
    page = (shell.folder / "page.html").read_text(encoding="utf-8")
    assert "loss_grad" in page and "http" not in page


REFUSED = {
    "wrong number of types": (["--args", "f64"], "missing a required argument: 'b'"),
    "a type that there is not": (["--args", "f65, f64"], "--args cannot be read"),
    "an argument that cannot move": (["--args", "i64, f64"], "no derivative with respect to 'a'"),
    "an argument that there is not": (["--argnums", "7"], "no argument at position 7"),
    "argnums that are no numbers": (["--argnums", "a"], "write numbers"),
    "a mode that there is not": (["--mode", "gradient"], "invalid choice"),
    "a folder that there is not": (["--html", "no/folder/page.html"], "No such file"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_show_refuses(shell, case):
    words, message = REFUSED[case]
    assert shell("show", "model.py:product", *words) == 2
    assert message in shell.err and "Traceback" not in shell.err


# --- export ---


def test_export_writes_a_file_that_runs_without_us(shell):
    assert shell("export", "model.py:product", "-o", "out.py") == 0
    printed = run_module(shell.folder / "out.py", "product_grad(2.0, 5.0)")
    assert float(printed) == pytest.approx(5 + np.cos(2.0))


def test_export_check(shell):
    command = ["export", "model.py:product", "-o", "out.py", "--check"]
    assert shell(*command) == 1 and "not there" in shell.out
    assert not (shell.folder / "out.py").exists()
    assert shell(*command[:-1]) == 0
    assert shell(*command) == 0 and shell.out == ""
    text = (shell.folder / "out.py").read_text(encoding="utf-8")
    (shell.folder / "out.py").write_text(text + "# edited\n", encoding="utf-8")
    assert shell(*command) == 1
    assert "-# edited" in shell.out
    assert (shell.folder / "out.py").read_text(encoding="utf-8").endswith("# edited\n")


def test_export_notices_line_ends(shell):
    assert shell("export", "model.py:product", "-o", "out.py") == 0
    data = (shell.folder / "out.py").read_bytes()
    (shell.folder / "out.py").write_bytes(data.replace(b"\n", b"\r\n"))
    assert shell("export", "model.py:product", "-o", "out.py", "--check") == 1


def test_export_refuses_a_folder_that_there_is_not(shell):
    assert shell("export", "model.py:product", "-o", "no/out.py") == 2
    assert "no/out.py" in shell.err


def test_export_does_not_write_over_the_source(shell):
    text = (shell.folder / "model.py").read_bytes()
    assert shell("export", "model.py:product", "-o", "./model.py") == 2
    assert "holds the source of product, which would be lost" in shell.err
    assert (shell.folder / "model.py").read_bytes() == text


def test_nothing_is_written_over_a_program(shell):
    """Not over the function's file by another command, nor over that of a helper."""
    (shell.folder / "helper.py").write_text("def double(x):\n    return x + x\n")
    (shell.folder / "caller.py").write_text(
        "import helper\n\n\ndef twice(x):\n    return helper.double(x) * x\n"
    )
    assert shell("show", "caller.py:twice", "--html", "caller.py") == 2
    assert "holds the source of the module caller" in shell.err
    assert shell("export", "caller.py:twice", "-o", "helper.py") == 2
    assert "holds the source of the module helper" in shell.err
    assert (shell.folder / "helper.py").read_text() == "def double(x):\n    return x + x\n"
    assert shell("export", "caller.py:twice", "-o", "twice_grad.py") == 0
    assert shell("show", "twice_grad.py:twice_grad") == 0
    assert shell("export", "caller.py:twice", "-o", "twice_grad.py") == 0


def test_export_prints(shell):
    assert shell("export", "model.py:product", "-o", "-") == 0
    assert "def product_grad(a, b):" in shell.out and not (shell.folder / "-").exists()
    assert shell("export", "model.py:product", "-o", "-", "--check") == 2
    assert "--check reads a file" in shell.err
    assert shell("export", "model.py:product", "-o", "") == 2
    assert "the empty file name" in shell.err


# --- check ---


def test_check_prints_a_table_and_agrees(shell):
    assert shell("check", "model.py:product") == 0
    rows = [line.split() for line in shell.out.splitlines()]
    assert [row[:2] for row in rows[1:5]] == [
        ["a", "forward"], ["a", "reverse"], ["b", "forward"], ["b", "reverse"],
    ]  # fmt: skip
    assert all(float(row[3]) < 1e-6 for row in rows[1:5])


def test_check_finds_points_where_the_function_is_defined(shell):
    assert shell("check", "model.py:logs", "--args", "f64[n]") == 0


def test_check_at_a_point(shell):
    assert shell("check", "model.py:product", "--at", "2.0", "-1e-3") == 0


@pytest.mark.parametrize("name", ["inside", "cube"])
def test_check_fails_on_a_wrong_rule(shell, name):
    shell.write("wrong.py", """
        import numpy as np
        import s2sad

        @s2sad.custom_vjp
        def cube(x):
            return x ** 3

        @cube.defvjp
        def _(ans, g, x):
            return (g * x ** 2,)

        @cube.defjvp
        def _(ans, t, x):
            return t[0] * x ** 2

        def inside(x):
            return cube(x) + x
        """)  # fmt: skip
    assert shell("check", f"wrong.py:{name}") == 1
    assert "numerical differentiation gives" in shell.out
    assert "Traceback" not in shell.err


def test_check_reports_what_the_function_raises(shell):
    assert shell("check", "model.py:broken") == 2
    assert "return [1.0][3] * x" in shell.err and "IndexError" in shell.err


def test_check_refuses_integers(shell):
    assert shell("check", "model.py:product", "--at", "2", "3") == 2
    assert "no argument holds a floating-point number" in shell.err


# --- trace, graph ---


def test_trace(shell):
    assert shell("trace", "model.py:product", "2.0", "5.0") == 0
    assert "np.sin(v_-1)" in shell.out
    assert "4.58385" in shell.out


def test_trace_of_negative_numbers(shell):
    assert shell("trace", "model.py:product", "-1.5", "-1e-3") == 0
    assert "-0.001" in shell.out


def test_trace_of_what_has_no_literal(shell):
    assert shell("trace", "model.py:powers", "-inf") == 0 and "-inf" in shell.out
    assert shell("trace", "model.py:logs", "[1, inf, nan]") == 0 and "nan" in shell.out


def test_trace_of_integers(shell):
    assert shell("trace", "model.py:powers", "2") == 2
    assert "Instead: give one, as in 2.0" in shell.err


def test_trace_refuses_a_wrong_number_of_values(shell):
    assert shell("trace", "model.py:product", "2.0") == 2
    assert "missing a required argument: 'b'" in shell.err


def test_graph(shell):
    assert shell("graph", "model.py:product", "-o", "graph.svg") == 0
    assert (shell.folder / "graph.svg").read_text(encoding="utf-8").startswith("<svg")
    assert shell("graph", "model.py:product") == 0
    assert shell.out.startswith("<svg")
    assert shell("graph", "model.py:product", "-o", "graph.dot") == 0
    assert (shell.folder / "graph.dot").read_text(encoding="utf-8").startswith("digraph")


def test_graph_refuses_other_pictures(shell):
    assert shell("graph", "model.py:product", "-o", "graph.png") == 2
    assert "FILE.svg" in shell.err


# --- cache ---


def test_cache(shell):
    shell.write("use.py", "import s2sad, model; print(s2sad.grad(model.product)(2.0, 5.0))")
    subprocess.run([sys.executable, "use.py"], check=True, capture_output=True)
    assert shell("cache", "info") == 0
    assert str(shell.folder / "cache") in shell.out and "entries  1" in shell.out
    assert shell("cache", "verify") == 0
    (entry,) = (shell.folder / "cache").glob("*/*.py")
    entry.write_text(entry.read_text(encoding="utf-8").replace("cos", "sin"), encoding="utf-8")
    assert shell("cache", "verify") == 1
    assert entry.name in shell.out
    assert shell("cache", "clear") == 0
    assert shell("cache", "info") == 0 and "entries  0" in shell.out


def test_cache_that_is_off(shell, monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")
    assert shell("cache", "info") == 0
    assert "off" in shell.out


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no mode there")
def test_cache_that_others_may_write_to(shell):
    (shell.folder / "cache").mkdir()
    (shell.folder / "cache").chmod(0o777)
    assert shell("cache", "clear") == 2
    assert "other users may write" in shell.err


# --- all ---


def test_an_output_that_cannot_hold_a_name(shell):
    shell.write("accents.py", "def \u00e9nergie(x): return x * x\n")
    command = [sys.executable, "-m", "s2sad", "show", "accents.py:\u00e9nergie"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "'\\xe9' cannot be written as ascii" in done.stderr


def test_an_output_that_is_closed(shell, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert shell("show", "model.py:product") == 2
    assert "output: Bad file descriptor" in shell.err


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["cache"], ["show"], ["export", "model.py:loss"]]
)
def test_usage(shell, words):
    assert shell(*words) == 2
    assert "usage:" in shell.err


def test_version(shell):
    assert shell("--version") == 0
    assert shell.out.startswith("s2sad ")


def test_check_finds_a_wrong_rule_though_the_other_mode_has_none(shell):
    rule = "@{0}.defvjp\ndef _(ans, g, x):\n    return ({1} * x * g,)\n\n\n"
    one = "@s2sad.custom_vjp\ndef {0}(x):\n    return x**2\n\n\n" + rule
    (shell.folder / "rules.py").write_text(
        "import s2sad\n\n\n" + one.format("right", 2) + one.format("wrong", 3)
    )
    assert shell("check", "rules.py:wrong") == 1
    assert "wrong: the derivative in reverse mode with respect to argument x" in shell.out
    assert shell("check", "rules.py:right") == 2
    assert "right() has no rule for forward mode" in shell.err
