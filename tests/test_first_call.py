"""A program that finds its derivatives on disk loads no compiler; new sizes are no new code."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

import s2sad

#: what a call that finds its code on disk must not load
COMPILER = ("gast", "astunparse", "scipy", "numpy.random", "s2sad.compile", "s2sad.pipeline",
            "s2sad.frontend.capture", "s2sad.types.specialize", "s2sad.rules.lift",
            "s2sad.transforms.reverse", "s2sad.backend.emit", "s2sad.ir.nodes")  # fmt: skip

MODULE = """
import dataclasses
import numpy as np

SCALE = np.arange(4.0)
RATE = 0.5

def loss(w, x):
    s = 0.0
    for row in x:
        s = s + np.tanh(row @ w) ** 2
    return s

def vector(w, x):
    return np.tanh(x @ w)

def halves(w, x):
    return {"all": np.tanh(x @ w[1:]), "last": w[-1]}

def helper(a):
    return a * a

def captured(w, x, *, power=2):
    return np.sum(helper(x @ (w * SCALE)) ** power) * RATE

def factory(scale):
    def closure(w, x):
        return np.sum((x @ (w * scale)) ** 2)
    return closure

closure = factory(np.arange(4.0))

class Model:
    def __init__(self):
        self.scale = np.arange(4.0)

    def loss(self, w, x):
        return np.sum((x @ (w * self.scale)) ** 2)

def pick(w, x, k):
    return np.tanh((w, 2.0, x)[k] * w)

@dataclasses.dataclass
class Params:
    w: np.ndarray
    b: float

def of_params(p, x):
    return np.sum((x @ p.w + p.b) ** 2)
"""

CALLS = {
    "grad": "s2sad.grad(m.loss)(w, x)",
    "value_and_grad": "s2sad.value_and_grad(m.loss, (0, 1))(w, x)",
    "jvp": "s2sad.jvp(m.loss, (w, x), (w, x))",
    "vjp": "s2sad.vjp(m.vector, w, x)[1](np.ones(3))",
    "vjp of captured": "s2sad.vjp(m.captured, w, x)[1](1.0)",
    "hvp": "s2sad.hvp(m.loss)(w, x, w)",
    "jacobian": "s2sad.jacobian(m.vector)(w, x)",
    "jacobian of a gradient": "s2sad.jacobian(s2sad.grad(m.loss))(w, x)",
    "jacobian of a dict": "s2sad.jacobian(m.halves)(np.ones(5), x)",
    "jacobian that an integer decides": "s2sad.jacobian(m.pick)(w, x, 1)",
    "pullback that an integer decides": "s2sad.vjp(m.pick, w, x, 1)[1](w)",
    "jacfwd": "s2sad.jacfwd(m.vector)(w, x)",
    "hessian": "s2sad.hessian(m.loss)(w, x)",
    "elementwise_grad": "s2sad.elementwise_grad(m.helper)(w)",
    "multigrad_dict": "s2sad.multigrad_dict(m.loss)(w, x)",
    "captured": "s2sad.grad(m.captured)(w, x, power=3)",
    "closure": "s2sad.grad(m.closure)(w, x)",
    "method": "s2sad.grad(m.Model().loss)(w, x)",
    "dataclass": "s2sad.grad(m.of_params)(m.Params(w, 1.0), x)",
    "lambda": "s2sad.grad(lambda w: np.sum(w * w))(w)",
    "decorated": "s2sad.differentiate(m.loss).grad(w, x)",
}


def script() -> str:
    """Makes each call; prints its result and what it was the first to load of the compiler."""
    lines = [
        "import json, sys",
        "import numpy as np",
        "import s2sad",
        "import functions as m",
        "w, x = np.linspace(0.1, 0.4, 4), np.linspace(-1.0, 1.0, 12).reshape(3, 4)",
        f"compiler = {set(COMPILER)!r}",
        "loaded = lambda: compiler & set(sys.modules)",
        "found = {'import': ['', sorted(loaded())]}",
    ]
    for name, call in CALLS.items():
        lines += ["before = loaded()", f"result = {call}"]
        lines += [f"found[{name!r}] = [repr(result), sorted(loaded() - before)]"]
    return "\n".join([*lines, "print(json.dumps(found))"]) + "\n"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The same program twice, each in a process of its own: the second finds its code on disk."""
    folder = tmp_path_factory.mktemp("first_call")
    (folder / "functions.py").write_text(MODULE)
    (folder / "program.py").write_text(script())
    env = {**os.environ, "S2SAD_CACHE_DIR": str(folder / "cache")}
    env.pop("S2SAD_CACHE", None)
    found = []
    for _ in range(2):
        done = subprocess.run([sys.executable, folder / "program.py"], capture_output=True,
                              text=True, env=env, timeout=120)  # fmt: skip
        assert done.returncode == 0, done.stderr
        found.append(json.loads(done.stdout))
    return found


def test_importing_loads_neither_the_compiler_nor_what_it_needs(runs):
    assert runs[0]["import"] == ["", []]


def test_the_first_process_has_compiled(runs):
    assert "s2sad.compile" in runs[0]["grad"][1]


@pytest.mark.parametrize("name", CALLS)
def test_a_warm_call_loads_nothing_of_the_compiler(runs, name):
    cold, warm = (run[name] for run in runs)
    assert warm == [cold[0], []]


SIZES = range(2, 102)


def test_a_hundred_sizes_are_one_gradient():
    g = s2sad.grad(lambda x, y: np.dot(x, y) * 2.0)
    for n in SIZES:
        assert np.all(g(np.ones(n), np.arange(n)) == 2.0 * np.arange(n))
    assert len(g.table.entries) == 1


def test_a_hundred_sizes_are_one_pullback():
    split = s2sad.api.split_of(lambda x: np.tanh(x))
    for n in SIZES:
        assert split(np.zeros(n))[1](np.ones(n))[0].shape == (n,)
    assert [len(table.entries) for table in split.tables.values()] == [1]


def test_a_hundred_sizes_are_two_jacobians():
    """By rows or by columns, as the sizes ask."""
    jac = s2sad.jacobian(lambda x, a: a @ x)
    for n in SIZES:
        a = np.ones((50, n))
        assert np.all(jac(np.ones(n), a) == a)
    assert len(jac.counters.entries) == 1
    made = {mode: len(derivative.table.entries) for (_, mode), derivative in jac.made.items()}
    assert made == {"jacfwd": 1, "jacrev": 1}


@pytest.mark.parametrize("shape", [(3,), (3, 3), (1,), (0,)])
def test_the_mode_of_a_jacobian_follows_the_sizes(shape):
    jac = s2sad.jacobian(lambda x: np.concatenate([x.ravel(), x.ravel()])[1:])
    x = np.ones(shape)
    assert jac(x).shape == (max(0, 2 * x.size - 1), *shape)
