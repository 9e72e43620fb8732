"""`demo`: the whole way on real data, from a user's module to a fit in a process without s2sad."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.resources import files

import numpy as np

from ..errors import Error
from .check import compare, print_table
from .progress import progress
from .targets import load_file

SHIPPED = ("growth.py", "fit.py", "census.csv")
EXPORTED = "growth_gradient.py"
FIT_FAILED = 1
#: Python takes None among the loaded modules to say that there is no such module
_WITHOUT_S2SAD = """
import runpy, sys
sys.modules["s2sad"] = None
runpy.run_path("fit.py", run_name="__main__")
"""


def add(commands) -> None:
    parser = commands.add_parser("demo", help="fit real data with an exported gradient")
    parser.add_argument("-o", "--output", metavar="FOLDER", help="keep the files in this folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if importlib.util.find_spec("scipy") is None:
        raise Error("the demo fits with SciPy, which is not installed",
                    advice="pip install scipy")  # fmt: skip
    if options.output is not None:
        os.makedirs(options.output, exist_ok=True)
        return demonstrate(options.output)
    with tempfile.TemporaryDirectory(prefix="s2sad-demo-") as folder:
        return demonstrate(folder)


def demonstrate(folder: str) -> int:
    """The steps of the demo, in a folder; the exit status."""
    for name in SHIPPED:
        with files("s2sad.demo").joinpath(name).open("rb") as source:
            with open(os.path.join(folder, name), "wb") as copy:
                shutil.copyfileobj(source, copy)
    module = os.path.join(folder, "growth.py")
    _title("A user's module", module)
    with open(module, encoding="utf-8") as file:
        print(file.read())

    loss = load_file(module).loss
    years, counts = np.loadtxt(os.path.join(folder, "census.csv"), delimiter=",", unpack=True)
    point = np.log([0.03, 300.0, 5.0]), years, counts

    start = time.perf_counter()
    with progress("generating the gradient"):
        source = loss.grad.source(*point)
    _title("Its gradient", f"loss.grad.source(...), in {time.perf_counter() - start:.2f} s")
    print(source)

    _title("Held against numerical derivatives", f"{len(years)} censuses, 1790 to 2020")
    with progress("comparing with numerical derivatives"):
        print_table(compare(loss, [point])[0])
    print()

    exported = os.path.join(folder, EXPORTED)
    _title("Exported and used in a process without s2sad", exported)
    with progress("exporting"):
        loss.value_and_grad.export(exported, *point)
    return fit(folder)


def fit(folder: str) -> int:
    """Run the script that fits, where s2sad cannot be imported."""
    sys.stdout.flush()
    with progress("fitting"):
        done = subprocess.run([sys.executable, "-c", _WITHOUT_S2SAD], cwd=folder)
    return FIT_FAILED if done.returncode else 0


def _title(what: str, where: str) -> None:
    print(f"--- {what} ({where})\n")
