"""The figures that the project names: `python -m tests.benchmarks.figures [gradients] [linear]
[generation] [calls]`.

Every time is a median of interleaved repeats in this process, and every speed a ratio.
"""

from __future__ import annotations

import gc
import linecache
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

import s2sad


def ratio(a: Callable, b: Callable, seconds: float = 1.0) -> float:
    """The median of time(a) / time(b), repeats interleaved. It is the thread's own time, in short
    stretches: a machine with other work to do stops the longer one more often."""
    a(), b()
    start = time.thread_time()
    b()
    repeat = max(1, int(2e-4 / max(time.thread_time() - start, 1e-9)))
    ratios, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(ratios) < 5:
        t0 = time.thread_time()
        for _ in range(repeat):
            a()
        t1 = time.thread_time()
        for _ in range(repeat):
            b()
        ratios.append((t1 - t0) / (time.thread_time() - t1))
    return statistics.median(ratios)


def seconds_of(f: Callable, repeats: int = 5) -> float:
    """The median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


# --- 1. gradient / function ---


def straight_1(x, y):
    return math.sin(x) * y + math.exp(-x * x) / (1.0 + y * y)


def straight_2(x, y):
    a = x * y + 2.0 * x
    b = a * a - y / (1.0 + x * x)
    return b * a + math.log(1.0 + b * b)


def straight_3(x, y):
    r = math.sqrt(x * x + y * y)
    return math.atan2(y, x) * r + r * r * r


def scalar_loop(x, y, n):
    s = x
    for _ in range(n):
        s = s * y + 0.1 * s * s
    return s


def sine_loop(x, y, n):
    s = x
    for _ in range(n):
        s = math.sin(s) * y + x
    return s


def perceptron(w1, b1, w2, b2, x, y):
    h = np.tanh(x @ w1 + b1)
    return np.mean((h @ w2 + b2 - y) ** 2)


def perceptron_args(n=64, d=20, h=16, k=5):
    g = np.random.default_rng(0)
    return (g.normal(size=(d, h)) * 0.3, g.normal(size=h), g.normal(size=(h, k)) * 0.3,
            g.normal(size=k), g.normal(size=(n, d)), g.normal(size=(n, k)))  # fmt: skip


#: (group, most that its geometric mean should be, [(function, argnums, args)])
GRADIENTS = [
    ("straight-line scalar code", 2.2, [(f, (0, 1), (0.7, 1.3)) for f in (
        straight_1, straight_2, straight_3)]),
    ("a 10-step scalar loop", 3.0, [(f, (0, 1), (0.3, 0.9, 10)) for f in (scalar_loop, sine_loop)]),
    ("a 1000-step scalar loop", 3.0,
     [(f, (0, 1), (0.3, 0.9, 1000)) for f in (scalar_loop, sine_loop)]),
    ("a two-layer perceptron", 2.0, [(perceptron, (0, 1, 2, 3), perceptron_args())]),
]  # fmt: skip


def gradients() -> None:
    print("gradient time / function time (geometric mean, aim)")
    for group, aim, cases in GRADIENTS:
        found = []
        for f, argnums, args in cases:
            g = s2sad.grad(f, argnums)
            found.append(ratio(lambda: g(*args), lambda: f(*args)))
        mean = math.exp(statistics.fmean(map(math.log, found)))
        each = ", ".join(f"{f.__name__} {r:.2f}" for (f, _, _), r in zip(cases, found))
        print(f"  {group:28} {mean:5.2f}  (at most {aim})   {each}")


# --- 2. linear time ---


def element_reads(x):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i]
    return s


def prefix_sum(x):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = y[i - 1] + x[i]
    return np.sum(y)


def prefix_product(x):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = y[i - 1] * x[i]
    return y[-1]


def linear() -> None:
    print("gradient, microseconds per element (constant where time is linear)")
    for f in (element_reads, prefix_sum, prefix_product):
        g = s2sad.grad(f)
        row = []
        for n in (10**3, 10**4, 10**5, 10**6):
            x = np.random.default_rng(0).normal(size=n) * 0.1 + 1.0
            row.append(seconds_of(lambda: g(x), 3) / n * 1e6)
        print(f"  {f.__name__:16} " + "  ".join(f"{t:6.3f}" for t in row))


# --- 3. generating ---


def straight_line(count: int) -> Callable:
    """A function of so many statements."""
    forms = ("np.sin(v{a})", "v{a} * v{b}", "v{a} + 0.5 * v{b}", "v{a} / (1.5 + v{b} * v{b})",
             "np.exp(-v{a} * v{a})", "v{a} - np.tanh(v{b})")  # fmt: skip
    lines = ["def f(x, y):", "    v0 = x", "    v1 = y"]
    for k in range(2, count + 2):
        lines.append(f"    v{k} = " + forms[k % len(forms)].format(a=k - 1, b=k - 2))
    text = "\n".join([*lines, f"    return v{count + 1}"]) + "\n"
    file = f"<{count} statements>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    namespace = {"np": np}
    exec(compile(text, file, "exec"), namespace)
    return namespace["f"]


def generation() -> None:
    print("generating a gradient, ms of CPU per 100 statements (aim: at most 50)")
    s2sad.grad(straight_line(20)).source(0.5, 0.5)
    for count in (100, 300, 1000, 2000):
        f = straight_line(count)
        gc.collect()
        start = time.process_time()
        s2sad.grad(f).source(0.5, 0.5)
        spent = time.process_time() - start
        print(f"  {count:5} statements {1e5 * spent / count:7.1f}")


# --- 4. calls and imports ---


def dot(x, y):
    return np.dot(x, y) * 2.0


FIRST_CALL = """
import sys, time
import numpy as np
sys.path.insert(0, {folder!r})
from function_of_a_user import loss
start = time.perf_counter()
import s2sad
imported = time.perf_counter()
g = s2sad.grad(loss)
g(np.ones(4), np.ones((3, 4)))
print(1e3 * (time.perf_counter() - imported))
"""
LOSS = """
import numpy as np

def loss(w, x):
    s = 0.0
    for row in x:
        s = s + np.tanh(row @ w) ** 2
    return s
"""


def calls() -> None:
    x, y = np.ones(5), np.arange(5.0)
    g = s2sad.grad(dot)
    g(x, y)
    plain = g.latest.call
    repeat = 20000
    pairs = []
    for _ in range(15):
        t0 = time.perf_counter()
        for _ in range(repeat):
            g(x, y)
        t1 = time.perf_counter()
        for _ in range(repeat):
            plain(x, y)
        pairs.append(((t1 - t0) - (time.perf_counter() - t1)) / repeat * 1e6)
    print(f"a later call over the generated function: {statistics.median(pairs):.2f} us (at most 1)")
    made = s2sad.grad(dot)
    for n in range(2, 102):
        made(np.ones(n), np.ones(n))
    print(f"100 sizes: {len(made.table.entries)} generated function (1)")
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/function_of_a_user.py", "w", encoding="utf-8") as file:
            file.write(LOSS)
        script = FIRST_CALL.format(folder=folder)
        env = {"S2SAD_CACHE_DIR": f"{folder}/cache"}
        runs = [_run(script, env) for _ in range(8)]
    print(f"first call, cold cache {runs[0]:.0f} ms; warm {statistics.median(runs[1:]):.1f} ms "
          "over the import (at most 5)")  # fmt: skip
    imports = {
        name: [_run(f"import time; s = time.perf_counter(); import {name}; "
                    "print(1e3 * (time.perf_counter() - s))") for _ in range(9)]
        for name in ("numpy", "s2sad")
    }  # fmt: skip
    a, b = (statistics.median(imports[n]) for n in ("s2sad", "numpy"))
    print(f"import s2sad / import numpy: {a / b:.2f} (at most 1.5)")


def _run(script: str, env: dict | None = None) -> float:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    return float(done.stdout)


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["gradients", "linear", "generation", "calls"]
    for name in chosen:
        {"gradients": gradients, "linear": linear, "generation": generation, "calls": calls}[name]()
