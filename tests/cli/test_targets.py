"""TARGETs: what they find, and how they are refused: one message, exit status 2, no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from s2sad.cli.targets import load_target


def test_function_in_a_file(shell):
    assert load_target("model.py:product")(2.0, 0.5) == pytest.approx(1 + 0.9092974)


def test_method_by_its_path(shell):
    assert load_target("model.py:model.value").__qualname__ == "Model.value"
    assert load_target("model.py:Model.square")(3.0) == 9.0


def test_function_in_a_module(shell):
    shell.write("package/__init__.py", "")
    shell.write("package/inner.py", "from .other import c\ndef f(x): return c * x")
    shell.write("package/other.py", "c = 3.0")
    assert load_target("package.inner:f")(2.0) == 6.0


def test_file_in_a_package_may_import_relatively(shell):
    shell.write("bundle/__init__.py", "")
    path = shell.write("bundle/part.py", "from .rest import c\ndef f(x): return c * x")
    shell.write("bundle/rest.py", "c = 5.0")
    assert load_target(f"{path}:f")(2.0) == 10.0


def test_file_may_import_its_neighbour(shell):
    path = shell.write("sub/user.py", "import neighbour\ndef f(x): return neighbour.c * x")
    shell.write("sub/neighbour.py", "c = 7.0")
    assert load_target(f"{path}:f")(1.0) == 7.0


def test_file_called_like_a_loaded_module(shell):
    before = sys.modules["numpy"]
    path = shell.write("numpy.py", "def f(x): return 2 * x")
    assert load_target(f"{path}:f")(1.0) == 2.0
    assert sys.modules["numpy"] is before


def test_what_a_file_prints_is_no_part_of_the_answer(shell):
    shell.write("m.py", "print('hello')\ndef f(x):\n    return x * x\n")
    assert shell("show", "m.py:f") == 0
    assert shell.out.startswith('"""grad of f') and shell.err == "hello\n"


def test_edited_file_is_read_anew(shell):
    path = shell.write("edited.py", "def f(x): return 2 * x")
    assert load_target(f"{path}:f")(1.0) == 2.0
    shell.write("edited.py", "def f(x): return 3 * x")  # same size, same second
    assert load_target(f"{path}:f")(1.0) == 3.0


REFUSED = {
    "no colon": ("model.py", "does not name a function"),
    "no file": ("nowhere.py:f", "there is no file nowhere.py"),
    "no module": ("nowhere.at.all:f", "No module named 'nowhere'"),
    "no function": ("model.py:los", "did you mean 'loss'?"),
    "no function, nothing close": ("model.py:zzz", "it has loss, product"),
    "no method": ("model.py:Model.valu", "has no function 'Model.valu'"),
    "a method of no instance": ("model.py:Model.value", "obj = Model(...)` in the file, obj.value"),
    "a path that is no file": ("./model:f", "neither a module nor a file called .py"),
    "a file of another name": ("noext:f", "neither a module nor a file called .py"),
    "not a function": ("model.py:number", "is no function, but of type int"),
    "refused by the compiler": ("model.py:generator", "an iterator or generator is returned"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusal(shell, case):
    target, message = REFUSED[case]
    shell.write("noext", "def f(x): return x")
    assert shell("show", target) == 2
    assert message in shell.err
    assert "Traceback" not in shell.err
    assert shell.out == ""


BROKEN = {
    "def f(x):\n    return x +\n": ("return x +", "invalid syntax"),
    "import numpy\nx = numpy.zeros(2)[5]\n": ("numpy.zeros(2)[5]", "IndexError"),
    "raise SystemExit(3)\n": ("raise SystemExit(3)", "SystemExit: 3"),
    "import missing_library\n": ("import missing_library", "No module named 'missing_library'"),
    "def f(x):\n\treturn x\n        return 1\n": ("return 1", "TabError"),
}


@pytest.mark.parametrize("text", BROKEN, ids=repr)
def test_file_that_does_not_run(shell, text):
    shell.write("bad.py", text)
    line, message = BROKEN[text]
    assert shell("show", "bad.py:f") == 2
    assert "bad.py" in shell.err and line in shell.err
    assert message in shell.err or message == "TabError"
    assert "Traceback" not in shell.err


def test_from_a_shell(shell):
    """The command itself: the status of the process, and nothing but the message on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "s2sad", "show", "nowhere.py:f"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "s2sad: there is no file nowhere.py\n"


def test_a_reader_that_closes_the_pipe(shell):
    code = "import sys; from s2sad.cli.main import main; sys.exit(main(['show', 'model.py:loss']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
