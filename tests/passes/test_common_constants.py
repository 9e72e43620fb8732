"""Constants and minus signs that all uses of a value share: where they are, and what stays."""

import random
from dataclasses import replace

import numpy as np
import pytest
from seeds import seeds
from becoming import assert_stays
from ir_values import arguments
from random_ir import program

from s2sad.ir.evaluator import evaluate
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.traverse import walk
from s2sad.ir.verifier import verify
from s2sad.passes import common_constants, common_signs, dce, simplify
from s2sad.source import Span

PASSES = (common_constants, common_signs)


def function(body, params="%a: f64, %b: f64, %c: f64, %d: f64"):
    return f"func @f({params}) {{\n{body}\n}}"


def cleaned(fn):
    return verify(dce.run(simplify.run(fn)), typed=True)


def assert_same(after, before, seeds=3):
    for seed in range(seeds):
        args = arguments(before, seed)
        with np.errstate(all="ignore"):
            found, expected = evaluate(after, *args), evaluate(before, *args)
        for one, other in zip(found, expected, strict=True):
            assert type(one) is type(other)
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


SMALLER = [
    ("halved and then doubled",
     "%0: f64 = mul 0.5, %a\n%1: f64 = mul %0, %b\n%2: f64 = mul 2.0, %1\n%3: f64 = mul %0, %c\n"
     "%4: f64 = mul 2.0, %3\nreturn (%2, %4)", 2),
    ("halved, and added twice",
     "%0: f64 = mul 0.5, %a\n%1: f64 = mul %0, %b\n%2: f64 = add %1, %c\n%3: f64 = add %2, %1\n"
     "return (%3, %c)", 2),
    ("one constant for three uses",
     "%0: f64 = mul %a, %b\n%1: f64 = mul 3.0, %0\n%2: f64 = mul %0, %c\n%3: f64 = mul 3.0, %2\n"
     "%4: f64 = mul %0, %d\n%5: f64 = mul 3.0, %4\nreturn (%1, %3, %5)", 4),
    ("through a sum",
     "%0: f64 = mul 0.5, %a\n%1: f64 = mul 0.25, %b\n%2: f64 = sub %0, %1\n%3: f64 = mul 2.0, %2\n"
     "return (%3, %c)", 2),
    ("a quotient",
     "%0: f64 = truediv 1.0, %a\n%1: f64 = mul %0, %b\n%2: f64 = mul 2.0, %1\n"
     "%3: f64 = mul 2.0, %0\nreturn (%2, %3)", 2),
    ("of both signs",
     "%0: f64 = mul 3.0, %a\n%1: f64 = mul 2.0, %0\n%2: f64 = mul -2.0, %0\nreturn (%1, %2)", 2),
    ("in a loop",
     "%0: f64 = truediv 1.0, %a\n%1: iter<int> = range 3\n"
     "%2: f64 = for %i: int in %1 carry (%3: f64 = %b) {\n%4: f64 = mul %0, %3\n"
     "%5: f64 = mul 2.0, %4\nnext %5\n}\nreturn (%2, %c)", 4),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "count"), SMALLER, ids=[c[0] for c in SMALLER])
def test_a_constant_goes_to_where_it_costs_nothing(name, body, count):
    before = verify(parse_function(function(body)), typed=True)
    after = cleaned(common_constants.run(before))
    assert len(walk(after.body)) == count, print_function(after)
    assert_same(after, before)


@pytest.mark.parametrize("body", [
    # one use does not want it
    "%0: f64 = mul 0.5, %a\n%1: f64 = mul 2.0, %0\nreturn (%0, %1)",
    "%0: f64 = mul 0.5, %a\n%1: f64 = mul 2.0, %0\n%2: f64 = mul %0, %b\nreturn (%1, %2)",
    # one use would be saved, and one would be more
    "%0: f64 = mul %a, %b\n%1: f64 = mul 3.0, %0\nreturn (%1, %c)",
    "%0: f64 = add %a, %b\n%1: f64 = mul %0, %c\n%2: f64 = mul 3.0, %1\nreturn (%2, %c)",
    # of more digits than both
    "%0: f64 = mul 0.1, %a\n%1: f64 = mul 0.7, %0\nreturn (%1, %c)",
    # squared
    "%0: f64 = mul 0.5, %a\n%1: f64 = mul %0, %0\n%2: f64 = mul 2.0, %1\nreturn (%2, %c)",
    # near the ends of the floats
    "%0: f64 = mul 1e-200, %a\n%1: f64 = mul 1e-200, %0\nreturn (%1, %c)",
])  # fmt: skip
def test_a_constant_stays(body):
    assert_stays(common_constants, function(body))


@pytest.mark.parametrize("body", [
    # a difference has no other sign to give, and what is returned is what it was
    "%0: f64 = neg %a\n%1: f64 = sub %0, %b\n%2: f64 = add %0, %b\nreturn (%1, %2)",
    "%0: f64 = neg %a\n%1: f64 = add %0, %b\n%2: f64 = mul %0, %b\nreturn (%1, %2)",
    "%0: f64 = neg %a\n%1: f64 = neg %b\n%2: f64 = add %0, %1\nreturn (%2, %a)",
])  # fmt: skip
def test_a_minus_stays(body):
    fn = verify(parse_function(function(body)), typed=True)
    after = common_signs.run(fn)
    assert_same(after, fn)
    assert [op.callee.__name__ for op in after.body.ops].count("neg") >= 1


@pytest.mark.parametrize("module", PASSES)
def test_no_operation_that_the_user_reads_is_changed(module):
    """What the user's own operations read is theirs, and so are these."""
    for _, body, _ in SMALLER[:5]:
        fn = parse_function(function(body))
        ops = tuple(replace(op, span=Span("f.py", 1)) for op in fn.body.ops)
        fn = replace(fn, body=replace(fn.body, ops=ops))
        assert module.run(fn) is fn


@pytest.mark.parametrize("module", PASSES)
@pytest.mark.parametrize("seed", seeds(20, 60))
def test_random_programs_keep_their_meaning(module, seed):
    for before in (program(seed, size=40), products(seed)):
        before = verify(before, typed=True)
        after = verify(module.run(before), typed=True)
        assert_same(after, before, 2)
        assert len(walk(dce.run(after).body)) <= len(walk(dce.run(before).body))


def products(seed):
    """Products, sums and constants, of which most values are read once or twice."""
    rng = random.Random(seed)
    free, lines = ["%a", "%b", "%c", "%d"], []
    for k in range(30):
        x, y = rng.sample(free[-6:], 2)
        form = rng.choice(("mul {c}, {x}", "mul {x}, {y}", "truediv {x}, {c}", "neg {x}",
                           "add {x}, {y}", "sub {x}, {y}", "mul {x}, {y}", "add {y}, {x}",
                           "truediv {c}, {x}", "mul {x}, {c}"))  # fmt: skip
        number = rng.choice((2.0, 0.5, -2.0, 2.0, 2.0, 3.0))
        lines.append(f"%{k}: f64 = " + form.format(x=x, y=y, c=number))
        free = [v for v in free if v not in (x, y) or rng.random() < 0.5] + [f"%{k}"]
        if len(free) < 3:
            free += ["%a", "%b", "%c"]
    return parse_function(function("\n".join(lines) + f"\nreturn ({', '.join(free[-3:])})"))
