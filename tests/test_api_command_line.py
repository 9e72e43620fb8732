"""The contract on the command line: bad input ends with one message and exit status 2."""

import contextlib
import io
import sys

import pytest

from s2sad.cli.main import main

PROGRAM = '''
import functools
import numpy as np

def f(x: "f64[n]", y: float = 2.0):
    return np.sum(np.sin(x)) * y

def square(x):
    return x * x

def vector(x):
    return x * np.ones(3)

def trying(x):
    import os
    yield x

def raising(x):
    raise RuntimeError("boom")

def leaving(x):
    raise SystemExit(3)

def endless(x):
    return endless(x)

def with_dict(p):
    return p["a"] * 2

def integer(n: int):
    return n * 2.0

class Model:
    def loss(self, x):
        return x * x

model = Model()
constant = 3
part = functools.partial(f, y=3.0)
'''
FILES = {
    "good.py": PROGRAM,
    "syntax.py": "def f(x:\n  return",
    "tabs.py": "def f(x):\n\treturn x\n        y\n",
    "imports.py": "import nosuchmodule\n",
    "raises.py": "raise ValueError('x')\n",
    "leaves.py": "import sys\nsys.exit(0)\n",
    "odd.py": "class E(BaseException): pass\nraise E('odd')\n",
    "lazy.py": "def __getattr__(name): raise RuntimeError('lazy')\n",
    "bytes.py": b"def f(x):\n    return x\n\xff\xfe",
    "null.py": b"def f(x):\n    return x\n\0",
    "empty.py": "",
}
REFUSED = [
    "show", "show nothere.py:f", "show good.py", "show good.py:", "show :f", "show good.py:g",
    "show good.py:constant", "show good.py:Model", "show folder.py:f", "show nomodule:f",
    "show numpy:nothing", "nothing", "", "cache", "cache nothing",
    *[f"show {name}:f" for name in FILES if name != "good.py"],
    "show good.py:vector", "show good.py:trying", "show good.py:raising", "show good.py:endless",
    "show good.py:integer", "show good.py:f --mode sideways", "show good.py:f --args",
    "show good.py:f --args f64[", "show good.py:f --args f99[n]", "show good.py:f --args f64[n,,]",
    "show good.py:f --args f64[-1]", "show good.py:f --args foo",
    "show good.py:f --args f64,f64,f64",
    "show good.py:f --args __import__('os')", "show good.py:f --args " + "(" * 3000,
    "show good.py:f --argnums 7", "show good.py:f --argnums a", "show good.py:f --argnums ,",
    "show good.py:f --html /nowhere/x.html", "show numpy:sin --html x.html",
    "export good.py:f", "export good.py:f -o /nowhere/x.py", "export good.py:f -o folder.py",
    "check good.py:raising", "check good.py:leaving", "check good.py:trying",
    "check good.py:integer", "check good.py:endless", "check good.py:with_dict",
    "check good.py:f --at 1 2 3", "check good.py:f --at foo", "check good.py:f --at [[1,2],[3]]",
    "check good.py:f --at 'a'", "check good.py:f --points 0", "check good.py:f --points x",
    "check good.py:f --order 3", "check good.py:f --seed -1",
    "check good.py:square --args f64[99999999999]", "check good.py:square --args i64",
    "check builtins:print", "check os:system",
    "trace good.py:square", "trace good.py:square a", "trace good.py:square 1 2",
    "trace good.py:raising 1.0", "trace good.py:leaving 1.0", "trace good.py:square {}",
    "trace good.py:square None", "trace good.py:endless 1.0",
    "graph good.py:f -o x.png", "graph good.py:f -o /nowhere/x.svg", "graph good.py:trying",
]  # fmt: skip
DONE = [
    "show good.py:f", "show good.py:model.loss", "show good.py:part", "show numpy:sin",
    "show good.py:with_dict --args {'a':f64}",
    *[f"show good.py:f --mode {m}" for m in ("grad", "value_and_grad", "jvp", "vjp", "hvp",
                                             "jacobian", "hessian")],
    "show good.py:f --ir", "show good.py:f --html page.html", "check good.py:f",
    "check good.py:vector --args f64[3]", "check good.py:square --args f64[0]", "check numpy:sin",
    "check good.py:model.loss", "trace good.py:square -2.0", "trace good.py:model.loss 2.0",
    "trace good.py:part [1,2]", "graph good.py:f -o graph.svg", "graph good.py:f -o graph.dot",
    "graph numpy:sin", "cache info", "cache verify",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("commands")
    (place / "folder.py").mkdir()
    for name, text in FILES.items():
        (place / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


@pytest.fixture(autouse=True)
def inside(folder, monkeypatch):
    monkeypatch.chdir(folder)
    before = dict(sys.modules)
    yield
    for name in set(sys.modules) - set(before):
        if str(folder) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def run(words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(words)
        except SystemExit as error:  # argparse
            status = error.code
    return status, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("words", REFUSED, ids=lambda w: w[:60] or "nothing at all")
def test_refused(words):
    status, out, err = run(words.split())
    assert status == 2 and "Traceback" not in err + out
    message = [line for line in err.splitlines() if line.startswith(("s2sad: ", "s2sad "))]
    assert len(message) == 1, err


@pytest.mark.parametrize("words", DONE)
def test_done(words):
    status, out, err = run(words.split())
    assert status == 0 and "Traceback" not in err, err


def test_export_and_check(folder):
    assert run("export good.py:f -o made.py".split())[0] == 0
    assert run("export good.py:f -o made.py --check".split())[0] == 0
    status, out, _ = run("export good.py:square -o made.py --check".split())
    assert status == 1 and "--- made.py" in out and "+def square_grad(x):" in out
    assert run("export good.py:f -o missing.py --check".split())[0] == 1
    (folder / "made.py").write_bytes(b"\xff\xfe")
    assert run("export good.py:f -o made.py --check".split())[0] == 1
    assert (folder / "made.py").read_bytes() == b"\xff\xfe"
