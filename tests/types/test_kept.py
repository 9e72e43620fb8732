"""Functions that stay calls: how much is generated, and what becomes one."""

import linecache
import types

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError
from s2sad.types import functions

STATEMENTS = """\
    x = np.tanh(x) * a + 0.1 * x
    y = np.cos(x) * a
    for k in range(3):
        y = y + 0.01 * np.sin(x * a + k)
    x = x * y + np.exp(-y * y)
    y = np.sqrt(1.0 + x * x) / (2.0 + y * y)
    if y > x:
        y = y * x
    x = np.log(1.5 + y * y) - 0.2 * x
    x = x / (1.0 + x * x)
"""


def module(source, name):
    """A module of this source that inspect can read."""
    file = f"<{name}>"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    made = types.ModuleType(name)
    exec(compile(source, file, "exec"), made.__dict__)
    return made


def chain(depth):
    """f1 calls f2 twice, f2 calls f3 twice, and so on."""
    parts = ["import numpy as np"]
    for k in range(depth, 0, -1):
        end = "x"
        if k < depth:
            end = f"np.tanh(f{k + 1}(x, a)) * f{k + 1}(x * 0.5, a)"
        parts.append(f"def f{k}(x, a):\n{STATEMENTS}    return {end}\n")
    return module("\n".join(parts), f"chain_of_{depth}")


def lines_of(depth, derivative=s2sad.grad):
    return len(derivative(chain(depth).f1).source(0.7, 0.9).splitlines())


@pytest.mark.parametrize("derivative", [s2sad.grad, lambda f: s2sad.grad(s2sad.grad(f))])
def test_text_grows_with_the_program_and_not_with_its_calls(derivative):
    sizes = [lines_of(depth, derivative) for depth in (3, 6, 9)]
    assert sizes[2] - sizes[1] == pytest.approx(sizes[1] - sizes[0], rel=0.1)


def test_work_grows_with_the_program(monkeypatch):
    count = 0
    run_in_place = functions.Functions.run_in_place

    def counted(*args):
        nonlocal count
        count += 1
        return run_in_place(*args)

    monkeypatch.setattr(functions.Functions, "run_in_place", counted)
    lines_of(3)  # lifts the rules
    runs = []
    for depth in (3, 6, 9):
        count = 0
        lines_of(depth)
        runs.append(count)
    assert runs[2] - runs[1] <= 1.5 * (runs[1] - runs[0])


def test_the_chain_is_right():
    f = chain(5).f1
    step = 1e-6
    numerical = (f(0.7 + step, 0.9) - f(0.7 - step, 0.9)) / (2 * step)
    assert s2sad.grad(f)(0.7, 0.9) == pytest.approx(numerical, rel=1e-6)
    second = (s2sad.grad(f)(0.7 + step, 0.9) - s2sad.grad(f)(0.7 - step, 0.9)) / (2 * step)
    assert s2sad.grad(s2sad.grad(f))(0.7, 0.9) == pytest.approx(second, rel=1e-5)


def test_a_small_helper_is_put_in_place():
    made = module(
        "def square(x):\n    return x * x\n"
        "def f(x):\n    return square(x) + square(x + 1.0) * square(x - 1.0)\n",
        "small_helper",
    )
    assert "square" not in "".join(
        line for line in s2sad.grad(made.f).source(0.7).splitlines(True) if "#" not in line
    )


def test_recursion_does_not_ask_for_the_number_that_decides_it():
    made = module(
        "def power(v, n):\n    return 1.0 if n == 0 else v * power(v, n - 1)\n"
        "def f(x, n):\n    return power(x, n)\n",
        "any_depth",
    )
    texts = {s2sad.grad(made.f).source(0.7, n) for n in (3, 7)}
    assert len(texts) == 1 and "_power_fwd" in texts.pop()
    assert s2sad.grad(made.f)(0.7, 900) == pytest.approx(900 * 0.7**899)


def test_recursion_that_writes_into_what_it_is_given_is_refused():
    made = module(
        "import numpy as np\n"
        "def spread(u, k):\n"
        "    if u[k] < 0.1:\n"
        "        return\n"
        "    u[k + 1] = u[k] * 0.5\n"
        "    spread(u, k + 1)\n"
        "def f(x):\n    u = x * x\n    spread(u, 0)\n    return np.sum(u)\n",
        "writes_deep",
    )
    with pytest.raises(UnsupportedError) as caught:
        s2sad.grad(made.f)(np.array([0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    assert "writes into 'u'" in str(caught.value) and "^" in str(caught.value)


def test_recursion_without_end_is_refused():
    made = module("def f(x):\n    return x * f(x * 0.5) if x > 0 else f(-x)\n", "endless")
    with pytest.raises(UnsupportedError, match="on every path"):
        s2sad.grad(made.f)(0.7)
