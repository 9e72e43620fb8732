"""Numbers that are broadcast: beside arrays, in products of matrices."""

import numpy as np
import pytest
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import spreads

SPREAD = "s2sad.runtime.broadcast:spread"
COLUMN = "(slice(None, None, None), None)"
A = np.arange(6.0).reshape(2, 3) / 7 + 0.3


def one(params, ops, after):
    assert_becomes(
        spreads,
        f"func @f({params}) {{\n{ops}\nreturn %r\n}}",
        f"func @f({params}) {{\n{after}\n}}",
    )


def numerical(f, x, step=1e-6):
    found = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        found[index] = (f(up) - f(down)) / (2 * step)
    return found


#: (function, an argument, what its gradient does not hold)
SUMS = {
    "vector": (lambda x: np.sum(x @ np.arange(3.0)), A, "@"),
    "columns": (lambda x: np.sum(np.arange(2.0) @ x), A, "@"),
    "both": (lambda x: np.sum(x @ x.T), A, "@"),
    "of a function": (lambda x: np.sum(np.sin(x) @ np.arange(1.0, 4.0)), A, "ones"),
    "left of a matrix": (lambda x: np.sum(x @ np.ones((3, 4))), A, "x @"),
    "right of a matrix": (lambda x: np.sum(np.ones((4, 2)) @ x), A, "@ x"),
    "mean": (lambda x: np.mean(x.T @ x), A, "@"),
    "one row": (lambda x: np.sum(x @ x.T), A[:1], "@"),
    "one column": (lambda x: np.sum(x @ x.T), A[:, :1], "@"),
    "empty": (lambda x: np.sum(x @ x.T), A[:0], "@"),
}


@pytest.mark.parametrize("name", SUMS)
def test_sums_over_products_of_matrices_are_sums_of_their_factors(name):
    f, x, gone = SUMS[name]
    gradient = s2sad.grad(f)
    np.testing.assert_allclose(gradient(x), numerical(f, x), atol=1e-8)
    lines = gradient.source(x).splitlines()
    assert not any(gone in line for line in lines if not line.strip().startswith("#"))


@pytest.mark.parametrize("name", ["both", "mean", "one row", "one column", "empty"])
def test_single_precision_stays_and_needs_no_conversion(name):
    f, x, _ = SUMS[name]
    gradient, x = s2sad.grad(f), x.astype(np.float32)
    assert gradient(x).dtype == np.float32
    assert "astype" not in gradient.source(x) and "def _" not in gradient.source(x)


def test_an_array_of_no_axes_is_none_beside_which_a_number_stands(order):
    def f(x):
        return np.sum(np.full((), x) * np.full((), 2.0)) * x

    s2sad.check_grads(f, (0.7,), order=order)


def test_a_number_stands_for_its_broadcast_beside_an_array_of_the_whole_shape():
    assert_becomes(
        spreads,
        f"""
        func @f(%g: float, %x: f64[n, 1], %b: f64[m], %c: f64[n, m]) {{
          %s: f64[n, 1] = {SPREAD} %g, %x
          %p: f64[n, m] = mul %s, %b
          %r: f64[n, m] = mul %p, %c
          return %r
        }}""",
        f"""
        func @f(%g: float, %x: f64[n, 1], %b: f64[m], %c: f64[n, m]) {{
          %s: f64[n, 1] = {SPREAD} %g, %x
          %p: f64[n, m] = mul %s, %b
          %0: f64[m] = mul %g, %b
          %r: f64[n, m] = mul %0, %c
          return %r
        }}""",
    )


@pytest.mark.parametrize("callee", ["mul", "truediv"])
def test_nor_beside_two_that_have_each_axis_between_them(callee):
    one(
        "%g: f64, %x: f64[n, 1], %b: f64[m], %c: f64[n, 1]",
        f"%s: f64[n, 1] = {SPREAD} %g, %x\n%p: f64[n, m] = mul %s, %b\n"
        f"%r: f64[n, m] = {callee} %p, %c",
        f"%s: f64[n, 1] = {SPREAD} %g, %x\n%p: f64[n, m] = mul %s, %b\n"
        f"%0: f64[m] = mul %g, %b\n%r: f64[n, m] = {callee} %0, %c\nreturn %r",
    )


@pytest.mark.parametrize("c", ["f64[m]", "f32[n, m]"])
def test_but_not_beside_one_that_is_stretched_itself_or_of_another_dtype(c):
    b, g = ("f32", "float") if "f32" in c else ("f64", "f64")
    assert_stays(
        spreads,
        f"""
        func @f(%g: {g}, %x: f64[n, 1], %b: {b}[m], %c: {c}) {{
          %s: f64[n, 1] = {SPREAD} %g, %x
          %p: f64[n, m] = mul %s, %b
          %r: f64[n, m] = mul %p, %c
          return %r
        }}""",
    )


def test_a_scalar_goes_into_the_broadcast():
    one(
        "%g: f64, %s: f64, %x: f64[n]",
        f"%a: f64[n] = {SPREAD} %g, %x; %r: f64[n] = truediv %a, %s",
        f"%a: f64[n] = {SPREAD} %g, %x; %0: f64 = truediv %g, %s; %r: f64[n] = {SPREAD} %0, %x\n"
        "return %r",
    )


def test_an_assignment_broadcasts():
    one(
        "%a: f64[n], %g: f64",
        f"%s: f64[n] = {SPREAD} %g, %a; %r: f64[n] = accumulate %a, (), %s",
        f"%s: f64[n] = {SPREAD} %g, %a; %r: f64[n] = accumulate %a, (), %g\nreturn %r",
    )


def test_so_does_what_is_added_of_a_product_with_what_is_not_sure_to_be_of_the_whole_shape():
    """The window may be shorter than the kernel, for all that the types say."""

    def convolution(kernel, image):
        out = np.zeros(len(image) - len(kernel) + 1)
        for k in range(len(out)):
            out[k] = np.sum(image[k : k + len(kernel)] * kernel)
        return np.sum(out**3)

    kernel, image = np.array([0.5, -0.3]), np.array([1.0, 2.0, -0.7, 0.4])
    s2sad.check_grads(convolution, (kernel, image))
    text = s2sad.grad(convolution, (0, 1)).source("f64[n]", "f64[k]")
    assert "full" not in text and "kernel_bar += " in text


def test_a_view_of_a_broadcast_number_is_the_broadcast_to_a_view():
    one(
        "%g: f64, %x: f64[n], %y: f64[n, m]",
        f"%a: f64[n] = {SPREAD} %g, %x; %b: f64[n, 1] = getitem %a, {COLUMN}\n"
        "%r: f64[n, m] = mul %b, %y",
        f"%a: f64[n] = {SPREAD} %g, %x; %0: f64[n, 1] = getitem %x, {COLUMN}\n"
        f"%b: f64[n, 1] = {SPREAD} %g, %0; %r: f64[n, m] = mul %g, %y\nreturn %r",
    )


def test_the_sum_of_a_broadcast_number_is_a_product():
    one(
        "%g: f64, %x: f64[n, m]",
        f"%a: f64[n, m] = {SPREAD} %g, %x; %r: f64 = np.sum %a",
        f"%a: f64[n, m] = {SPREAD} %g, %x; %0: int = np.size %x; %r: f64 = mul %g, %0\nreturn %r",
    )


def test_a_number_of_another_dtype_is_not_put_in_place_of_its_broadcast():
    assert_stays(
        spreads,
        f"""
        func @f(%g: float, %x: f32[n]) {{
          %s: f64[n] = {SPREAD} %g, %x
          %r: f64[n] = mul %s, %x
          return %r
        }}""",
    )


def test_python_division_that_may_raise_does_not():
    assert_stays(
        spreads,
        f"""
        func @f(%g: float, %s: float, %x: f64[n]) {{
          %a: f64[n] = {SPREAD} %g, %x
          %r: f64[n] = truediv %a, %s
          return %r
        }}""",
    )


def test_arrays_of_one_shape_and_two_precisions_are_told_apart():
    def f(y, n):
        parts = [y, np.where(0.1, np.sqrt(1.2), y)]
        if n:
            return 0.5
        return sum([np.sum(part) for part in parts])

    y = A.astype(np.float32)
    for n in (0, 1):
        y_bar = s2sad.grad(f)(y, n)
        assert y_bar.dtype == np.float32
        np.testing.assert_array_equal(y_bar, np.full_like(y, 1.0 - n))


def test_a_number_of_numpy_is_converted_as_it_is_broadcast():
    def f(y):
        return np.sum(y * np.float64(2.0))

    y = A.astype(np.float32)
    assert "np.full_like(y, " in s2sad.grad(f).source(y)
    assert s2sad.grad(f)(y).dtype == np.float32


def test_the_sum_of_broadcast_rows_is_a_broadcast_product(order):
    def f(a, m):
        return np.sum(m * np.cos(m) - np.sin(a)) - np.sum(np.sum(m) * a)

    rng = np.random.default_rng(3)
    a, m = rng.normal(size=3), rng.normal(size=(4, 3))
    source = s2sad.grad(f).source(a, m)
    assert "np.full" not in source and "np.ones" not in source
    assert "m.shape[0] * np.cos(a)" in source or "len(m) * np.cos(a)" in source
    s2sad.check_grads(f, (a, m), order=order)
    np.testing.assert_array_equal(s2sad.grad(f)(a, np.zeros((0, 3))), np.zeros(3))
