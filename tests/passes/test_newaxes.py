"""New axes that broadcasting puts there anyway, and dots for axes whose number is known."""

import numpy as np
import pytest

import s2sad
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.passes import newaxes

FULL = "slice(None, None, None)"


@pytest.mark.parametrize("shape, index, result, expected", [
    ("n", f"(..., None, {FULL})", "1, n", f"(None, {FULL})"),
    ("n", "(..., None)", "n, 1", f"({FULL}, None)"),
    ("n, m", "(..., 0)", "n", f"({FULL}, 0)"),
    ("n, m", f"(..., 0, {FULL})", "m", f"(0, {FULL})"),
    ("n, m", "(..., None)", "n, m, 1", "(..., None)"),  # two axes: dots say it better
    ("n", "(..., 0)", "", "(..., 0)"),  # an array without axes, not a scalar
    ("", "...", "", "..."),
])  # fmt: skip
def test_dots(shape, index, result, expected):
    head = f"func @f(%x: f64[{shape}]) {{\n  %0: f64[{result}] = getitem %x, "
    end = "\n  return %0\n}"
    found = newaxes.run(parse_function(head + index + end))
    assert print_function(found) == head + expected + end


@pytest.mark.parametrize("left, right, kept", [
    ("n, m", "m", False), ("n, 1", "m", False), ("1, 1", "m", False), ("m", "m", True),
    ("", "m", True),
])  # fmt: skip
def test_a_new_first_axis_beside_another_array(left, right, kept):
    """It goes only where the other array has as many axes: else the result has one fewer."""
    shape = "n, m" if left[:1] == "n" else "1, m"
    fn = parse_function(f"""func @f(%a: f64[{left}], %g: f64[{right}]) {{
      %0: f64[1, m] = getitem %g, (None, {FULL})
      %1: f64[{shape}] = mul %a, %0
      return %1
    }}""")
    found = newaxes.run(fn).body.ops[-1].args[1]
    assert found is (fn.body.ops[0].result if kept else fn.params[1].tree)


def test_the_gradient_of_a_product_with_a_vector_has_no_new_axis_too_many():
    def f(A, x, y):
        return np.sum(np.tanh(x @ A) * y)

    source = s2sad.grad(f).source("f64[n,m]", "f64[n]", "f64[m]")
    assert "x[:, None] * " in source and "None, :]" not in source and "..." not in source


def test_what_the_user_writes_stays():
    def f(x, y):
        return np.sum(np.exp(x[..., None] * y[None, :]))

    assert "x[..., None] * y[None, :]" in s2sad.value_and_grad(f).source("f64[n]", "f64[m]")



def by_channel(b, x):
    return np.sum((x + b[None, :, None]) ** 3)


def by_row(b, x):
    return np.sum(np.sin(x * b[:, None, None]))


@pytest.mark.parametrize(("f", "count"), [(by_channel, 3), (by_row, 2)])
def test_axes_that_a_sum_keeps_are_not_taken_off_again(f, count):
    b, x = np.ones(count), np.arange(24.0).reshape(2, 3, 4) / 7.0
    source = s2sad.grad(f).source(b, x)
    assert "keepdims" not in source and "[0" not in source, source
    s2sad.check_grads(f, (b, x), order=1)


@pytest.mark.parametrize("args, expected", [
    ("%a, %g", "truediv %g, %1"), ("%g, %a", "truediv %g, %1"),
])  # fmt: skip
def test_a_reciprocal_beside_a_matrix_is_a_quotient(args, expected):
    fn = parse_function(f"""func @f(%s: f64[n], %g: f64[n, m]) {{
      %0: f64[n] = truediv 1.0, %s
      %a: f64[n, 1] = getitem %0, ({FULL}, None)
      %1: f64[n, m] = mul {args}
      return %1
    }}""")
    assert expected in print_function(newaxes.run(fn))


@pytest.mark.parametrize("numerator, result", [("2.0", "%1"), ("1.0", "(%1, %a)")])
def test_another_reciprocal_stays(numerator, result):
    """Of 2.0 the quotient costs one more; and one that is read elsewhere is made anyway."""
    fn = parse_function(f"""func @f(%s: f64[n], %g: f64[n, m]) {{
      %0: f64[n] = truediv {numerator}, %s
      %a: f64[n, 1] = getitem %0, ({FULL}, None)
      %1: f64[n, m] = mul %a, %g
      return {result}
    }}""")
    assert newaxes.run(fn) is fn
