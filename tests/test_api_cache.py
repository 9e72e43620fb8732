"""The contract on the cache and the configuration: whatever happens to the folder, a call works."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import s2sad
from s2sad import CacheError, Error, config

ROOT = str(Path(__file__).parent.parent)
PROGRAM = """
import sys
import numpy as np
import s2sad

def f(x, n=3):
    total = 0.0
    for k in range(4):
        total = total + np.sum(np.sin(x) ** n) * k
    return total

x = np.array([0.3, 0.7])
expected = 6 * 3 * np.sin(x) ** 2 * np.cos(x)
np.testing.assert_allclose(s2sad.grad(f)(x), expected)
np.testing.assert_allclose(s2sad.vjp(f, x)[1](1.0)[0], expected)
print("right", "s2sad.pipeline" in sys.modules)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    path = tmp_path_factory.mktemp("program") / "program.py"
    path.write_text(PROGRAM)
    return path


def start(program, folder, arguments=(), **environment):
    environment = {**os.environ, "PYTHONPATH": ROOT, "S2SAD_CACHE_DIR": str(folder), **environment}
    return subprocess.Popen(
        [sys.executable, str(program), *arguments], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finished(process) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0 and out.startswith("right"), err
    assert "Traceback" not in err
    return out.strip()


def entries(folder) -> list[Path]:
    return sorted(Path(folder).rglob("*.py"))


@pytest.fixture(scope="module")
def filled(program):
    """A folder that a process has filled, to be copied."""
    folder = program.with_name("cache")
    assert finished(start(program, folder)) == "right True" and entries(folder)
    return folder


@pytest.fixture
def warm(filled, tmp_path):
    return Path(shutil.copytree(filled, tmp_path / "cache"))


def test_the_second_process_does_not_compile(program, warm):
    assert finished(start(program, warm)) == "right False"


def test_another_scipy_is_asked_anew(program, tmp_path):
    folder, version = tmp_path / "cache", tmp_path / "scipy" / "version.py"
    version.parent.mkdir()
    (version.parent / "__init__.py").touch()
    path = os.pathsep.join((str(tmp_path), ROOT))
    for text, compiled in (("1.17.1", True), ("1.17.1", False), ("1.18.1", True)):
        version.write_text(f'version = "{text}"')
        assert finished(start(program, folder, PYTHONPATH=path)) == f"right {compiled}"


def test_processes_on_one_cold_folder(program, tmp_path):
    folder = tmp_path / "cache"
    for process in [start(program, folder) for _ in range(2)]:
        finished(process)
    assert not list(folder.rglob("*.tmp")) and finished(start(program, folder)) == "right False"


PULLBACK = """
import sys
import numpy as np
import s2sad

def scaled(f):
    def product(x):
        return f(x) * x
    return product

def sine(x): return np.sin(x)
def cube(x): return x ** 3
def same(x): return x
def held(x): return s2sad.stop_gradient(x)

x = np.array([0.3, 0.7])
slopes = {
    "sine": (sine, np.cos(x) * x + np.sin(x)), "cube": (cube, 4 * x**3),
    "same": (same, 2 * x), "held": (held, x),
}
f, expected = slopes[sys.argv[1]]
np.testing.assert_allclose(s2sad.vjp(scaled(f), x)[1](np.ones(2))[0], expected)
print("right")
"""


def in_all_ways(written: list[dict], shared: list):
    """Each entry from either of two writers."""
    for writers in itertools.product(written, repeat=len(shared)):
        yield {path: one[path] for path, one in zip(shared, writers)}


def in_turns(written: list[dict], shared: list):
    """Each entry from the writer that the one before it is not from."""
    yield {path: written[j % 2][path] for j, path in enumerate(shared)}


@pytest.mark.parametrize("first, second, mixtures", [
    ("sine", "cube", in_turns),
    pytest.param("sine", "cube", in_all_ways, marks=pytest.mark.slow),
    pytest.param("same", "held", in_all_ways, marks=pytest.mark.slow),
])  # fmt: skip
def test_halves_of_pullbacks_that_were_stored_one_over_another(tmp_path, first, second, mixtures):
    """A closure over one function or another has one key, so that of each entry either of two
    processes may be the last writer. The forward sweeps of the last pair are the same text."""
    program = tmp_path / "program.py"
    program.write_text(PULLBACK)
    written = []
    for name in (first, second):
        folder = tmp_path / name
        finished(start(program, folder, arguments=[name]))
        written.append({p.relative_to(folder): p.read_bytes() for p in entries(folder)})
    shared = sorted(written[0].keys() & written[1].keys())
    assert shared
    for k, last in enumerate(mixtures(written, shared)):
        mixed = tmp_path / f"mixed{k}"
        for path, data in {**written[0], **written[1], **last}.items():
            (mixed / path.parent).mkdir(mode=0o700, parents=True, exist_ok=True)
            (mixed / path).write_bytes(data)
            (mixed / path).chmod(0o600)
        for name in (first, second):
            finished(start(program, mixed, arguments=[name]))


def choosing():
    """A function whose second number decides of which other number the code depends."""

    def f(x, first, second, third):
        pair = (x, (x, x * x))
        if isinstance(((1.0, 2.0), 3.0)[second], tuple):
            item = pair[first]
            return item * 5.0 if isinstance(item, float) else item[1] * 7.0
        item = pair[third]
        return item * 11.0 if isinstance(item, float) else item[1] * 13.0

    return f


CHOICES = {(1, 0, 1): 28.0, (0, 1, 1): 52.0, (0, 1, 0): 11.0, (0, 0, 0): 5.0, (1, 0, 0): 28.0}


def test_arguments_of_which_other_numbers_decide_the_code(settings, tmp_path):
    settings(cache=True, cache_dir=tmp_path / "cache")
    for _ in range(3):
        for numbers, slope in CHOICES.items():
            assert s2sad.grad(choosing())(2.0, *numbers) == slope
            assert s2sad.vjp(choosing(), 2.0, *numbers)[1](1.0)[0] == slope


SURROUNDINGS = """
import collections, dataclasses, enum, functools, os, sys, types
import numpy as np
import scipy.stats
import s2sad
import one.helpers, two.helpers

A = sys.argv[1] == "a"

def square(x): return x * x
def cube(x): return x**3
def f_module(x): return inner(x) * x
inner = (one if A else two).helpers.scaled
def f_closure(x): return closed(x)
def closing(h):
    def closure(x): return h(x) * x
    return closure
closed = closing((one if A else two).helpers.scaled)
pair = (2.0, square if A else cube)
def f_pair(x): return pair[0] * pair[1](x)
pdf = scipy.stats.norm.pdf if A else scipy.stats.cauchy.pdf
def f_method(x): return pdf(x) * x
class Pretends:
    def __init__(self, f): functools.update_wrapper(self, f)
    def __call__(self, x): return 3 * x * x
call = np.sinc if A else Pretends(np.sinc)
def f_pretends(x): return call(x) * x if A else x * x
@functools.singledispatch
def area(x): return x * x
if not A: area.register(float)(cube)
def f_dispatch(x): return area(x)
Point = collections.namedtuple("Point", "a b" if A else "b a", defaults=(2.0 if A else 3.0,))
def names(p): return p.a * p.a * p.b
def f_names(x): return s2sad.grad(names)(Point(a=x, b=5.0)).a
def positions(p): return p[0] * p[0] * p[1]
def made(x, cls): return cls(x).a * cls(b=2.0, a=x).b * x
def f_swapped(x): return x * x if first[0] is True else x
first = (True, 1) if A else (1, True)
class Base:
    def power(self, x): return x * x
class Derived(Base):
    def power(self, x): return super().power(x) * 2.0
if not A: Base.power = one.helpers.cubed
def f_super(x): return Derived().power(x)

x = 1.7
def numerical(f, *more): return (f(x + 1e-6, *more) - f(x - 1e-6, *more)) / 2e-6
def check(f, *more):
    want = numerical(f, *more)
    for _ in range(2):
        for got in (s2sad.grad(f)(x, *more), s2sad.vjp(f, x, *more)[1](1.0)[0]):
            np.testing.assert_allclose(got, want, rtol=1e-5, err_msg=f.__name__)

for name, f in list(globals().items()):
    if name.startswith("f_") and name != "f_names": check(f)
check(closed)
check(made, Point)
for f in (names, positions):
    p = Point(a=x, b=5.0)
    want = numerical(lambda a: f(Point(a=a, b=5.0)))
    np.testing.assert_allclose(s2sad.grad(f)(p).a, want, rtol=1e-5)
    np.testing.assert_allclose(s2sad.vjp(f, p)[1](1.0)[0].a, want, rtol=1e-5)
print("right")
"""
HELPERS = """
k, n = 2.0, 2
def scaled(x): return k * x**n
def cubed(self, x): return x**3
"""


@pytest.mark.parametrize("order", ["ab", pytest.param("bab", marks=pytest.mark.slow)])
def test_processes_with_other_surroundings_on_one_folder(tmp_path, order):
    """What the functions of one process read differs from what they read in the next one, though
    they look the same: the same code, names and types."""
    program = tmp_path / "program.py"
    program.write_text(SURROUNDINGS)
    for name, numbers in (("one", "2.0, 2"), ("two", "3.0, 3")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "helpers.py").write_text(HELPERS.replace("2.0, 2", numbers))
    for which in order:
        finished(start(program, tmp_path / "cache", arguments=[which]))


REGISTRATIONS = """
import sys
import s2sad

def first(x): return x * x
def second(x): return x**3
def f(x): return first(x) * second(x)
def rule(ans, g, x): return (7.0 * g,)
class Settings:
    scale = 2.0 if sys.argv[1] == "class attribute" else 3.0
settings = Settings()
def reading(ans, g, x): return (settings.scale * g,)

x, own = 2.0, {"first": 4.0 * 8.0, "second": 4.0 * 12.0}
ways = {
    "nothing": (lambda: None, {}),
    "first": (lambda: s2sad.defvjp(first, rule), {"first": 7.0 * 8.0}),
    "second": (lambda: s2sad.defvjp(second, rule), {"second": 7.0 * 4.0}),
    "constant": (lambda: s2sad.nondifferentiable(first), {"first": 0.0}),
    "class attribute": (lambda: s2sad.defvjp(first, reading), {"first": 2.0 * 8.0}),
    "changed attribute": (lambda: s2sad.defvjp(first, reading), {"first": 3.0 * 8.0}),
}
register, changes = ways[sys.argv[1]]
register()
want = sum((own | changes).values())
for _ in range(2):
    assert s2sad.grad(f)(x) == s2sad.vjp(f, x)[1](1.0)[0] == want
print("right")
"""


@pytest.mark.parametrize("ways", [
    ("nothing", "first"),
    pytest.param(("nothing", "second", "constant", "class attribute", "changed attribute"),
                 marks=pytest.mark.slow),
])  # fmt: skip
def test_processes_that_register_other_rules_on_one_folder(tmp_path, ways):
    program = tmp_path / "program.py"
    program.write_text(REGISTRATIONS)
    for way in (*ways, ways[0]):
        finished(start(program, tmp_path / "cache", arguments=[way]))


@pytest.mark.slow
def test_sixteen_processes_some_of_which_are_killed(program, tmp_path):
    folder = tmp_path / "cache"
    for delay in (0.3, 0.6, 0.9, 1.2):
        processes = [start(program, folder) for _ in range(16)]
        time.sleep(delay)
        for process in processes[::4]:
            process.send_signal(signal.SIGKILL)
        for k, process in enumerate(processes):
            if k % 4:
                finished(process)
            else:
                process.communicate()
    assert finished(start(program, folder)) == "right False"


DAMAGES = {
    "truncated": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "altered": lambda data: data.replace(b"return", b"retorn", 1),
    "other numbers": lambda data: data.replace(b"3", b"4"),
    "garbage": lambda data: b"\xff\x00" * 50,
    "no manifest": lambda data: data.rpartition(b"# s2sad")[0],
}


@pytest.mark.parametrize("damages", [
    ("altered",), pytest.param(DAMAGES.keys() - {"altered"}, marks=pytest.mark.slow),
])  # fmt: skip
def test_a_damaged_entry_is_made_again(program, warm, damages):
    whole = {path: path.read_bytes() for path in entries(warm)}
    for damage in damages:
        for path, data in whole.items():
            path.write_bytes(DAMAGES[damage](data))
        assert finished(start(program, warm)) == "right True", damage
        assert {path: path.read_bytes() for path in entries(warm)} == whole, damage
    assert finished(start(program, warm)) == "right False"


@pytest.mark.parametrize("folders", [
    ("file",), pytest.param(("/dev/full/x", "file/below", "/proc/nothing"), marks=pytest.mark.slow),
])  # fmt: skip
def test_a_folder_that_cannot_be_used_costs_time_only(program, tmp_path, folders):
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / name for name in folders):
        assert finished(start(program, folder)) == "right True"
    assert finished(start(program, tmp_path / "off", S2SAD_CACHE="off")) == "right True"
    assert not (tmp_path / "off").exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_folder_that_others_may_write_to_is_not_read(program, warm):
    warm.chmod(0o777)
    assert finished(start(program, warm)) == "right True"
    config(cache_dir=warm)
    try:
        with pytest.raises(CacheError, match="chmod"):
            config.opened().verify()
    finally:
        config(cache_dir=None)


# --- the configuration ---


@pytest.fixture
def settings(monkeypatch):
    yield config
    config(cache_dir=None, cache=None)


def test_settings_from_code(settings, tmp_path, monkeypatch):
    monkeypatch.delenv("S2SAD_CACHE", raising=False)
    settings.cache_dir = tmp_path / "mine"
    assert settings.cache and settings.cache_dir == str(tmp_path / "mine")

    def f(x):
        return x * x * 0.7

    assert s2sad.grad(f)(2.0) == 2.8 and entries(tmp_path / "mine")
    settings.cache = "off"
    assert not settings.cache and settings.opened() is None
    settings(cache="on", cache_dir=tmp_path / "other")
    assert s2sad.grad(f)(2.0) == 2.8 and entries(tmp_path / "other")
    assert "other" in repr(settings)


def test_settings_from_the_environment(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE_DIR", str(tmp_path / "there"))
    monkeypatch.setenv("S2SAD_CACHE", "on")
    assert settings.cache_dir == str(tmp_path / "there") and settings.cache
    monkeypatch.setenv("S2SAD_CACHE", "off")
    assert not settings.cache
    settings.cache = True
    assert settings.opened().folder == str(tmp_path / "there")


@pytest.mark.parametrize("change", [
    {"cache": "sometimes"}, {"cache": 3}, {"cache_dir": 3}, {"speed": "high"},
])  # fmt: skip
def test_settings_that_there_are_not(settings, change):
    with pytest.raises(ValueError) as caught:
        settings(**change)
    assert isinstance(caught.value, Error)
    with pytest.raises(AttributeError):
        settings.speed = 3
