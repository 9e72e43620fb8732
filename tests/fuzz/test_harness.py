"""The harness, the shrinker and the campaign, with transforms known to be right or wrong."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from seeds import seeds

from s2sad.errors import UnsupportedError
from s2sad.structure import copy_arrays, map_structure

from . import campaign, fakes
from .generate import Limits, generate
from .harness import Mismatch, check_program
from .program import Program
from .shrink import reduce, shrink

SMOOTH = """
import numpy as np

def f(x, y, a, n):
    u = x.copy()
    u[0] = a * y.sum()
    for i in range(n):
        u = np.sin(u) * a
    return u.sum() + y[0]
"""
ARGS = (np.array([0.3, 0.8]), np.array([0.5, -0.4]), 1.2, 2)
WRITES = "def f(x, a):\n    x[0] = a * x[1]\n    return x[0] * x[1]\n"
PAIR = "def f(x, a):\n    return {'s': x[0] * a, 'u': (x * a, a ** 3)}\n"


def times(number):
    return lambda leaf: None if leaf is None else leaf * number


@pytest.mark.parametrize(
    ("source", "args"),
    [(SMOOTH, ARGS), (WRITES, (ARGS[0], 0.7)), (PAIR, (ARGS[0], 0.7)),
     (SMOOTH, (ARGS[0].astype(np.float32), *ARGS[1:]))],
)  # fmt: skip
def test_right_transforms_pass(source, args):
    verdict = check_program(source, args, fakes.NUMERICAL, orders=(1,))
    assert verdict.status == "ok" and verdict.entries > 0 and verdict.skipped == 0
    assert check_program(source, args, fakes.NUMERICAL).status == "ok"


@pytest.mark.parametrize("seed", seeds(4, 12))
def test_generated_programs_pass_with_numerical_transforms(seed):
    program = generate(Random(seed))
    orders = (1, 2) if seed < 1 else (1,)
    assert check_program(program.source, program.args, fakes.NUMERICAL, orders).status == "ok"


def kind_of_failure(api, source=SMOOTH, args=ARGS):
    with pytest.raises(Mismatch) as caught:
        check_program(source, args, api)
    assert source in str(caught.value)
    return caught.value.kind


def test_a_wrong_jvp_is_caught():
    def wrong(f, primals, tangents):
        y, y_dot = fakes.jvp(f, primals, tangents)
        return y, map_structure(times(1.001), y_dot)

    assert kind_of_failure(fakes.with_wrong("jvp", wrong)) == "jvp"


def test_a_wrong_entry_of_a_pullback_is_caught():
    def wrong(f, *primals):
        y, pullback = fakes.vjp(f, *primals)

        def broken(y_bar):
            bars = pullback(y_bar)
            bars[1][1] *= -1
            return bars

        return y, broken

    assert kind_of_failure(fakes.with_wrong("vjp", wrong)) == "transpose"


def test_a_pullback_that_can_be_called_once_only_is_caught():
    def wrong(f, *primals):
        y, pullback = fakes.vjp(f, *primals)
        calls = []

        def broken(y_bar):
            calls.append(1)
            return map_structure(times(len(calls)), pullback(y_bar))

        return y, broken

    api = fakes.with_wrong("vjp", wrong)
    assert kind_of_failure(api) == "second call of the pullback"


def test_a_pullback_that_changes_the_result_is_caught():
    def wrong(f, *primals):
        y, pullback = fakes.vjp(f, *primals)

        def broken(y_bar):
            y["u"][0][:] = 0
            return pullback(y_bar)

        return y, broken

    api = fakes.with_wrong("vjp", wrong)
    assert kind_of_failure(api, PAIR, (ARGS[0], 0.7)) == "value of vjp after the pullback"


def test_a_cotangent_of_another_dtype_is_caught():
    def wrong(f, *primals):
        y, pullback = fakes.vjp(f, *primals)
        return y, lambda y_bar: tuple(
            b.astype(np.float32) if np.ndim(b) else b for b in pullback(y_bar)
        )

    assert kind_of_failure(fakes.with_wrong("vjp", wrong)) == "cotangent"


def test_a_wrong_gradient_is_caught():
    def wrong(f, argnums=0):
        def derivative(*args):
            value, bars = fakes.value_and_grad(f, argnums)(*args)
            return value, tuple(bar * 1.001 for bar in bars)

        return derivative

    api = replace(fakes.NUMERICAL, value_and_grad=wrong, grad=lambda f, argnums=0: (
        lambda *args: wrong(f, argnums)(*args)[1]))  # fmt: skip
    assert kind_of_failure(api) == "gradient"


def test_a_wrong_value_is_caught():
    def wrong(f, argnums=0):
        def derivative(*args):
            value, bars = fakes.value_and_grad(f, argnums)(*args)
            return value + 1e-6, bars

        return derivative

    assert kind_of_failure(fakes.with_wrong("value_and_grad", wrong)) == "value of value_and_grad"


def test_a_gradient_that_undoes_the_writes_of_the_function_is_caught():
    def wrong(f, argnums=0):
        return lambda *args: fakes.value_and_grad(f, argnums)(*copy_arrays(args))

    api = fakes.with_wrong("value_and_grad", wrong)
    kind = kind_of_failure(api, WRITES, (ARGS[0], 0.7))
    assert kind == "arguments after value_and_grad"


def test_a_gradient_that_changes_its_arguments_is_caught():
    def wrong(f, argnums=0):
        def derivative(*args):
            result = fakes.value_and_grad(f, argnums)(*args)
            args[0][0] += 1e-9
            return result

        return derivative

    assert kind_of_failure(fakes.with_wrong("value_and_grad", wrong)).startswith("arguments")


def test_a_wrong_second_order_alone_is_caught():
    def wrong(f, primals, tangents):
        y, y_dot = fakes.jvp(f, primals, tangents)
        return y, (map_structure(times(1.01), y_dot) if isinstance(y, tuple) else y_dot)

    assert kind_of_failure(fakes.with_wrong("jvp", wrong)) == "jvp of grad"


def test_a_crash_is_caught_with_its_traceback():
    def wrong(f, argnums=0):
        raise ZeroDivisionError("in the compiler")

    def derivative(f, argnums=0):
        return lambda *args: wrong(f)

    api = fakes.with_wrong("value_and_grad", derivative)
    assert kind_of_failure(api) == "crash in value_and_grad: ZeroDivisionError"


def test_a_refusal_is_no_failure():
    def refuse(f, *primals):
        raise UnsupportedError("`while` is not supported here", advice="a `for`")

    verdict = check_program(SMOOTH, ARGS, fakes.with_wrong("vjp", refuse))
    assert verdict.status == "refused" and verdict.reason == "`while` is not supported here"


def test_what_is_refused_late_is_still_judged_before():
    def wrong(f, primals, tangents):
        return f(*primals), 0.0

    def refuse(f, *primals):
        raise UnsupportedError("no")

    api = replace(fakes.NUMERICAL, jvp=wrong, vjp=refuse)
    assert kind_of_failure(api) == "jvp"


def test_a_wrong_export_is_caught():
    text = "def f_value_and_grad(x, y, a, n):\n    return 0.0, (x, y, a)\n"
    api = replace(fakes.NUMERICAL, source=lambda derivative, *args: text)
    assert kind_of_failure(api) == "exported source"


def test_wrong_residuals_are_caught_where_everything_is_stored():
    api = replace(fakes.NUMERICAL, everything_stored=fakes.with_wrong("vjp", _swapped))
    assert kind_of_failure(api) == "transpose"


def _swapped(f, *primals):
    y, pullback = fakes.vjp(f, *primals)

    def broken(y_bar):
        first, second, *rest = pullback(y_bar)
        return (second, first, *rest)

    return y, broken


def test_a_wrong_ir_evaluator_is_caught():
    api = replace(fakes.NUMERICAL, evaluate=lambda f, *args: map_structure(times(2), f(*args)))
    assert kind_of_failure(api) == "IR evaluator"


def test_a_program_that_does_not_end_is_a_failure_of_the_campaign(monkeypatch):
    def forever(*args):
        while True:
            pass

    monkeypatch.setattr(campaign, "check_program", forever)
    outcome = campaign.check(campaign.Task(3, 14, "numerical", Limits(), 1, 1.0))
    assert (outcome.status, outcome.reason) == ("failed", "timeout") and outcome.seconds > 0.5


def test_kinks_are_left_out():
    source = (
        "import numpy as np\n\ndef f(x):\n    return np.abs(x).sum() + np.maximum(x, 0).sum()\n"
    )
    one_sided = replace(
        fakes.NUMERICAL, vjp=fakes.vjp, jvp=fakes.jvp, rounding=1e-5
    )  # central differences give the mean of both sides, which is neither
    verdict = check_program(source, (np.array([0.0, 0.5]),), one_sided)
    assert verdict.status == "ok" and 0 < verdict.skipped < verdict.entries


def test_shrinking_keeps_what_fails():
    source = SMOOTH.replace(
        "return", "z = np.exp(-y)\n    if a > 0:\n        u = u + z\n    return"
    )
    program = Program(source, ARGS)
    smaller = reduce(program, lambda p: "np.sin" in p.source and "def f" in p.source)
    assert len(smaller.source) < 80 and "np.sin" in smaller.source


def test_a_mismatch_is_shrunk_to_the_culprit():
    def wrong(f, primals, tangents):
        y, y_dot = fakes.jvp(f, primals, tangents)
        bad = "tanh" in f.__code__.co_names
        return y, map_structure(times(1.1), y_dot) if bad else y_dot

    source = SMOOTH.replace("np.sin(u) * a", "np.tanh(u) * a")
    api = fakes.with_wrong("jvp", wrong)
    with pytest.raises(Mismatch) as caught:
        check_program(source, ARGS, api)
    small = shrink(caught.value, api, seconds=20)
    assert small.kind == "jvp" and "tanh" in small.program.source
    assert len(small.program.source) < len(source) * 2 / 3, small.program.source


def test_the_campaign_counts_and_ends_in_json(capsys):
    code = campaign.main(
        [
            "--count",
            "3",
            "--api",
            "numerical",
            "--fewest",
            "1",
            "--most",
            "3",
            "--helpers",
            "0",
            "--progress",
            "0",
        ]
    )
    lines = capsys.readouterr().out.splitlines()
    summary = json.loads(lines[-1])
    assert code == 0 and summary["programs"] == summary["ok"] == 3
    assert lines[0].endswith("1 programs: 1 ok, 0 refused, 0 failed, 0 discarded")


def test_a_program_of_a_campaign_has_a_number():
    task = campaign.Task(3, 14, "numerical", Limits(), 60, 1.0)
    assert generate(task.random).source == generate(task.random).source
    assert campaign.check(task).number == 14
