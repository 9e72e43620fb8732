import os
import subprocess
import sys

import pytest

from s2sad.backend.fingerprint import code_fingerprint, key

SOURCE = """
def f(x):
    total = 0.0
    for name in {"alpha", "beta", "gamma", (1, 2.0)}:
        total += x if name in {"delta", "epsilon", "zeta"} else -x
    return [lambda y: y + total for _ in range(3)]
"""


def _code(source, file="model.py"):
    return compile(source, file, "exec", dont_inherit=True)


def test_parts_do_not_run_into_each_other():
    assert len({key(p) for p in (["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], [])}) == 5
    assert key(["a"]) != key([b"a"])


def test_keys_are_sha256_and_take_any_string():
    digest = key(["x = '\ud800'", b"\xff", "ü"])
    assert len(digest) == 64 and set(digest) <= set("0123456789abcdef")


def test_fingerprint_is_the_same_in_every_process():
    program = (
        "from s2sad.backend.fingerprint import code_fingerprint as c\n"
        f"print(c(compile({SOURCE!r}, '/elsewhere/model.py', 'exec', dont_inherit=True)).hex())"
    )
    seen = {code_fingerprint(_code(SOURCE)).hex()}
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.check_output(command, env=environment, text=True).strip())
    assert len(seen) == 1


def test_fingerprint_outlasts_running_and_tracing():
    def f(n):
        total = 0
        for i in range(n):
            total += i
        return total

    fresh = code_fingerprint(f.__code__)
    previous = sys.gettrace()
    f(2000)  # the interpreter now specializes the byte code
    sys.settrace(lambda *_: None)
    f(10)
    sys.settrace(previous)
    assert code_fingerprint(f.__code__) == fresh


def test_interning_and_sharing_of_constants_do_not_count():
    code = _code("x = ('two words', 'two words', 1.5)")
    before = code_fingerprint(code)
    text, number = "two" + " " * len(code.co_name[:1]) + "words", float("1.5")
    apart = code.replace(co_consts=(("two words", text, number), *code.co_consts[1:]))
    assert code_fingerprint(apart) == before
    sys.intern(code.co_consts[0][0])
    assert code_fingerprint(code) == before


@pytest.mark.parametrize(
    "other",
    [
        "def f(x):\n    return x * 2.0",
        "def f(x):\n    return x * True",
        "def f(x):\n    return x * -1",
        "def f(x):\n    return x + 1",
        "def f(y):\n    return y * 1",
        "def f(x, /):\n    return x * 1",
        "def g(x):\n    return x * 1",
        "\ndef f(x):\n    return x * 1",
        "def f(x):\n\n    return x * 1",
        "def f(x):\n    return (lambda: x * 1)()",
        "def f(x):\n    'text'\n    return x * 1",
    ],
)
def test_every_change_of_the_code_shows(other):
    plain = "def f(x):\n    return x * 1"
    assert code_fingerprint(_code(other)) != code_fingerprint(_code(plain))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("0.0", "-0.0"),
        ("(1, 2)", "(1, (2,))"),
        ("x in {1, 2}", "x in (1, 2)"),
        ("x in {1, 2}", "x in {1, 3}"),
        ("b'a'", "'a'"),
        ("x.size", "x.sise"),
        ("lambda: 1", "lambda: 2"),
    ],
)
def test_every_change_of_a_constant_shows(left, right):
    assert code_fingerprint(_code(f"y = {left}")) != code_fingerprint(_code(f"y = {right}"))


def test_of_the_file_only_its_base_name_counts():
    here = code_fingerprint(_code(SOURCE, "/home/a/model.py"))
    assert here == code_fingerprint(_code(SOURCE, "/srv/b/model.py"))
    assert here != code_fingerprint(_code(SOURCE, "/home/a/other.py"))
