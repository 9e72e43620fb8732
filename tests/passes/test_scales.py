"""Numbers that are taken out of sums, and those that stay."""

import numpy as np
import pytest

import s2sad
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_op
from s2sad.passes import scales
from s2sad.source import Span

HEAD = "func @f(%s: f64, %n: int, %h: f32, %x: f64[n, m], %y: f64[n, m], %v: f64[m], %w: f64[n],"
HEAD += " %z: f32[n, m]) {"


def last(*lines, result="f64"):
    """The last operation of the lines after the pass."""
    *ops, end = lines
    text = "\n".join((HEAD, *ops, f"%end: {result} = {end}", "return %end", "}"))
    return print_op(scales.run(parse_function(text)).body.ops[-1]).split(" = ")[1]


@pytest.mark.parametrize("lines, expected", [
    (("%0: f64[n, m] = mul %s, %x", "np.sum %0"), "mul %s, "),
    (("%0: f64[n, m] = mul %x, 2.0", "np.sum %0"), "mul 2.0, "),
    (("%0: f64[n, m] = truediv %x, %n", "np.sum %0"), "truediv "),
    (("%0: f64[n, m] = mul %x, %s", "%1: f64[n, m] = truediv %0, %y", "np.sum %1"), "mul %s, "),
    (("%0: f64[m] = mul %v, %s", "matmul %v, %0"), "mul %s, "),
])  # fmt: skip
def test_a_number_is_taken_out(lines, expected):
    assert last(*lines).startswith(expected)


def test_a_number_is_taken_out_of_a_matrix_that_meets_a_vector():
    product = "%0: f64[n, m] = mul %x, %s"
    assert last(product, "matmul %0, %v", result="f64[n]").startswith("mul %s, ")
    assert last("%0: f64[m] = mul %v, %s", "matmul %x, %0", result="f64[n]").startswith("matmul")


@pytest.mark.parametrize("lines", [
    ("%0: f64[n, m] = truediv %s, %x", "np.sum %0"),
    ("%0: f64[n, m] = mul %z, %s", "np.sum %0"),  # single precision times double
    ("%0: f64[n, m] = mul %x, %v", "np.sum %0"),
    ("%0: f64[n, m] = mul %s, %x", "%1: f64[n, m] = mul %0, %0", "np.sum %1"),
    ("%0: f64[n, m] = mul %s, %x", "np.prod %0"),
])  # fmt: skip
def test_what_is_no_number_beside_an_array_of_the_type_stays(lines):
    assert last(*lines).startswith("np.")


def test_a_product_that_is_read_twice_stays():
    text = last("%0: f64[n, m] = mul %s, %x", "%1: f64 = np.max %0", "np.sum %0")
    assert text == "np.sum %0"


def test_the_gradient_by_a_scale_and_what_the_user_wrote(order):
    def f(a, b, x, y):
        return np.sum(a * np.exp(-b * x) * y)

    source = s2sad.value_and_grad(f, argnums=1).source("float", "float", "f64[n]", "f64[n]")
    assert "(a * t * y).sum()" in source and "a * (y * t @ x)" in source
    s2sad.check_grads(f, (0.7, 0.3, np.linspace(-1, 1, 5), np.arange(5.0)), order=order)


def test_a_product_under_other_settings_of_errstate_stays():
    def f(s, x):
        with np.errstate(over="ignore"):
            y = x * x
        return np.sum(y) * s

    def g(s, x):
        with np.errstate(over="ignore"):
            return np.sum(x * x) * s

    bars = [s2sad.jvp(each, (2.0, np.ones(3)), (1.0, np.ones(3)))[1] for each in (f, g)]
    assert bars == [15.0, 15.0]
    inner = parse_function(HEAD + "\n%0: f64[n, m] = mul %s, %x\n%1: f64 = np.sum %0\nreturn %1\n}")
    product, total = inner.body.ops
    product.span = Span("f.py", 1, adjoint=True, errstate=(("over", "ignore"),))
    assert scales.run(inner) is inner
    product.span = total.span
    assert scales.run(inner) is not inner


def test_sums_of_half_precision_stay_as_small_as_they_are():
    """The sum of the terms without the factor is beyond what half precision holds."""
    x = np.full(2000, 100.0, np.float16)
    assert s2sad.grad(lambda a, x: np.mean(a * x))(np.float16(1.0), x) == 100.0
