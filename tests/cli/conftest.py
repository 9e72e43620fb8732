"""A folder with a user's module in it, and a way to run commands there."""

from __future__ import annotations

import sys
import textwrap

import pytest

from s2sad.cli.main import main

MODULE = """
import numpy as np

def loss(w: "f64[d]", x: "f64[n,d]", y: "f64[n]"):
    return np.mean((x @ w - y) ** 2)

def product(a, b):
    return a * b + np.sin(a)

def powers(x, n=3):
    for _ in range(n):
        x = x * x
    return x

def logs(x):
    return np.sum(np.log(x))

def generator(x):
    yield x

def broken(x):
    return [1.0][3] * x

class Model:
    rate = 2.0

    def value(self, x):
        return self.rate * x * x

    @staticmethod
    def square(x):
        return x * x

model = Model()

number = 3
"""


class Shell:
    """Runs commands; what was printed stands in `out` and `err`."""

    def __init__(self, folder, capfd):
        self.folder, self.capfd = folder, capfd
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        try:
            status = main(words)
        except SystemExit as leave:  # argparse
            status = leave.code
        self.out, self.err = self.capfd.readouterr()
        return status

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return str(path)


@pytest.fixture
def shell(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "modules", sys.modules.copy())
    monkeypatch.setenv("S2SAD_CACHE_DIR", str(tmp_path / "cache"))
    shell = Shell(tmp_path, capfd)
    shell.write("model.py", MODULE)
    return shell
