"""A gradient has the dtype of its argument also where Python floats meet float32."""

import numpy as np
import pytest
from scipy import linalg

import s2sad
from s2sad.structure import dot


def in_a_list(x):
    items = [0.3 if x[k] > 1.5 else x[k] for k in range(len(x))]
    return np.sum(np.array(items) * x)


def written_into_a_list(x):
    items = [1.0 for _ in range(3)]
    items[1] = x[1]
    return np.sum(np.array(items) * x)


def in_a_branch(x):
    factor = 0.3 if x[1] > 1.5 else x[1]
    return np.sum(np.sin(factor) * x)


def of_a_list_that_grew(x):
    items = []
    for k in range(len(x)):
        items.append(0.7 if x[k] > 2.5 else x[k])
    total = 0.0
    for item in items:
        total = total + np.sin(item)
    return np.sum(total * x)


def of_a_number(x):
    factor = 0.3 if x[1] > 1.5 else x[1]
    return np.sin(factor) * x[0] + np.sin(factor) * x[2]


PROGRAMS = [in_a_list, written_into_a_list, in_a_branch, of_a_list_that_grew, of_a_number]


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_dtype_of_the_gradient(f):
    x = np.array([1.0, 2.0, 3.0], np.float32)
    gradient = s2sad.grad(f)(x)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, s2sad.grad(f)(x.astype(float)), rtol=1e-5)
    assert s2sad.grad(lambda z: np.sum(s2sad.grad(f)(z)))(x).dtype == np.float32


def test_of_a_scalar_argument():
    def f(x):
        factor = 0.3 if x > 1.5 else x
        return np.sin(factor) * x

    assert type(s2sad.grad(f)(np.float32(2.0))) is np.float32
    assert type(s2sad.grad(f)(np.float32(1.0))) is np.float32


def test_no_conversion_without_a_meeting():
    def f(x):
        total = 0.0
        for k in range(len(x)):
            total += x[k] * x[k] if x[k] > 1.0 else x[k]
        return total

    assert "astype" not in s2sad.grad(f).source("f32[n]")


# --- real and complex numbers, of several precisions, in one program ----------------------------

X64, Y32 = np.array([1.1, -0.7, 0.3]), np.array([0.1, 0.2, 0.3], np.float32)


def smaller(a, x, y):
    return min(a, np.dot(x, y))


def either(a, x, y):
    return (np.dot(x, y) if a > 0.0 else a) * np.float64(2.0)


def share(a, x, y):
    return np.sqrt(np.maximum(np.dot(x, y), a)) * y


def in_turn(a, x, y):
    total = np.float32(0.0)
    for k in range(len(x)):
        total = total * 0.5 + (x[k] if a > 0.0 else y[k])
    return total * y


def sum_of_single(a, x, y):
    total = np.float64(1.0)
    for item in y:
        total += item
    return total * a, x[0]


def never_run(a, x, y):
    total = np.float32(0.0)
    for k in range(0):
        total = np.maximum(total, a * x[k])
    return total, y


def never_run_of_constants(a, x, y):
    total = np.float32(0.5)
    for k in range(0):
        total += np.mean(a)
    return total, total, total * y


def one_or_the_other(a, x, y):
    return x[0] if a > 0.0 else y[0]


def started_real(a, x, y):
    z = 0.0
    for k in range(len(x)):
        z = z + (x[k] + 1j * a if a > 0.0 else y[k])
    return z


def complex_or_not(a, x, y):
    z = (x[0] + 1j * y[0]) if a > 0.0 else x[1]
    return z * y


def numbers_beside_arrays(a, x, y):
    return np.dot(y, 0.5) * a, np.inner(y, a), np.outer(y, 2.0) @ y[:1], np.tensordot(y, a, 0), x


def of_pythons_class(a, x, y):
    z = [complex(y[0]), complex(y[1])]
    return np.array(z), complex(x[0], a), np.array([float(y[0]), a])


def filled(a, x, y):
    return np.where(y > 0.15, y, 1j * a), np.full(3, y[0]), np.full_like(y, a) * x


def where_of_python_numbers(a, x, y):
    return np.where(y > 0.15, np.where(y > 0.25, y, complex(a, 1.0)), 2.0)


MIXED = [
    smaller, either, share, in_turn, sum_of_single, never_run, never_run_of_constants,
    one_or_the_other, started_real, complex_or_not, numbers_beside_arrays, of_pythons_class,
    filled, where_of_python_numbers,
]  # fmt: skip


def dtypes_of(tree):
    return [np.asarray(leaf).dtype for leaf in (tree if isinstance(tree, tuple) else (tree,))]


@pytest.mark.parametrize("a", [-1.5, 0.01, 1.5])
@pytest.mark.parametrize("f", MIXED, ids=lambda f: f.__name__)
def test_dtypes_are_those_of_arguments_and_results(f, a):
    expected = f(a, X64, Y32)
    y, y_dot = s2sad.jvp(f, (a, X64, Y32), (0.7, X64[::-1].copy(), Y32 * 3))
    assert dtypes_of(y) == dtypes_of(y_dot) == dtypes_of(expected)
    for found, value in zip(*[v if isinstance(v, tuple) else (v,) for v in (y, expected)]):
        np.testing.assert_array_equal(found, value)
    y, pullback = s2sad.vjp(f, a, X64, Y32)
    a_bar, x_bar, y_bar = pullback(y)
    assert isinstance(a_bar, (float, np.floating))
    assert (x_bar.dtype, y_bar.dtype) == (X64.dtype, Y32.dtype)
    left = dot(y, y_dot)
    right = 0.7 * a_bar + X64[::-1] @ x_bar + 3.0 * float(Y32 @ y_bar)
    assert left == pytest.approx(right, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("kind", [complex, np.complex64, np.complex128])
def test_the_zero_of_a_complex_argument_is_complex(kind):
    def f(z, x):
        s = x
        if x > 1.0:
            s = s + np.real(z * z)
        return s

    z = kind(1.0 + 2.0j)
    for x, slope in ((0.5, 0.0), (1.5, 2.0 + 4.0j)):
        z_bar = s2sad.grad(f)(z, x)
        assert z_bar == slope and np.result_type(z_bar) == np.result_type(z)


def test_single_precision_is_not_summed_where_the_program_sums_in_double():
    def f(x):
        total = np.float64(0.0)
        for item in x:
            total += item
        return total

    x = np.array([1.0] + [1e-4] * 2000, np.float32)
    assert s2sad.jvp(f, (x,), (x,))[1] == f(x)


def test_a_constant_result_has_a_zero_of_its_dtype():
    def f(x):
        return np.float32(0.5), np.complex64(1j), 2.0, 1j

    _, tangents = s2sad.jvp(f, (1.0,), (1.0,))
    assert [type(t) for t in tangents] == [np.float32, np.complex64, float, complex]
    assert not any(tangents)


def factor_of(s):
    return 0.5 if s > 0.0 else np.float64(s)


@pytest.mark.parametrize("s", [1.5, -1.5])
def test_arrays_whose_dtype_the_run_decides_keep_it(s):
    """No clean-up takes the type, which covers both, for the dtype."""

    def f(s, x, y):
        u = x * factor_of(s)
        total = u
        for k in range(2):
            total = total + y
        like = np.zeros_like(u)
        like[:] = y
        return total, like, np.array(u, np.float64), u.astype(np.float64), np.asarray(u)

    expected = f(s, Y32, X64)
    y, y_dot = s2sad.jvp(f, (s, Y32, X64), (1.0, Y32, X64))
    assert dtypes_of(y) == dtypes_of(y_dot) == dtypes_of(expected)
    for found, value in zip(y, expected):
        np.testing.assert_array_equal(found, value)


@pytest.mark.parametrize("b", [-2.5, 2.5])
def test_min_and_max_are_one_of_their_operands(b):
    def f(b, y):
        return np.sin(min(b, 0.0)), np.sin(max(0.5, b)) * y, max(y[0], b)

    args = np.float16(b), Y32
    y, y_dot = s2sad.jvp(f, args, (np.float16(0.5), Y32))
    assert dtypes_of(y) == dtypes_of(y_dot) == dtypes_of(f(*args))
    bars = s2sad.vjp(f, *args)[1](y)
    assert dtypes_of(bars) == dtypes_of(args)
    assert dot(y, y_dot) == pytest.approx(dot(bars, (np.float16(0.5), Y32)), rel=1e-2)


def test_a_choice_of_numbers_has_the_dtype_of_what_came():
    def f(a, b, c):
        v = b
        k = 0
        while k < a - 1.0:
            v = v * (1.5 - c)
            k += 1
        return np.where(a > 0.0, v * v, np.clip(v, -1, 1)) * a * np.ones(2, np.float32)

    for a in (0.5, 1.5):
        args = a, 2, np.float16(0.5)
        y, y_dot = s2sad.jvp(f, args, (1.0, None, np.float16(1.0)))
        value, pullback = s2sad.vjp(f, *args)
        np.testing.assert_array_equal(value, f(*args))
        assert y.dtype == y_dot.dtype == value.dtype == f(*args).dtype
        assert pullback(y)[2].dtype == np.float16


@pytest.mark.parametrize("a", [-1.5, 1.5])
def test_jacobians_of_a_number_in_double_precision(a):
    for transform in (s2sad.jacobian, s2sad.jacrev):
        x_bar, y_bar = transform(lambda x, y: np.dot(x, y) * a, (0, 1))(X64, Y32)
        assert (x_bar.dtype, y_bar.dtype) == (X64.dtype, Y32.dtype)
        np.testing.assert_allclose(x_bar, Y32.astype(float) * a, rtol=1e-15)


@pytest.mark.parametrize("f", [
    lambda a: linalg.det(a) * 2, lambda a: np.sum(linalg.logm(a)),
    lambda a: np.sum(linalg.sqrtm(a)),
], ids=["det", "logm", "sqrtm"])  # fmt: skip
def test_what_scipy_computes_in_double_precision_comes_back_in_single(f):
    a = np.array([[2.0, 0.3], [0.1, 1.5]], np.float32)
    gradient = s2sad.grad(f)(a)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, s2sad.grad(f)(a.astype(float)), rtol=1e-4)


def test_what_decides_a_dtype_is_not_differentiated():
    def f(x, y):
        return max(0, x[0], y) * x[0]

    def slope(x, y):
        return s2sad.jvp(f, (x, y), (x, y))[1]

    x = np.array([0.5, 1.0], np.float32)
    _, found = s2sad.jvp(slope, (x, 2.0), (x, 1.0))
    assert found == pytest.approx(2 * (2.0 * 0.5 + 0.5), rel=1e-6)


@pytest.mark.parametrize("a", [0.3, 1.2])
def test_what_a_mask_chooses_of_one_number_has_the_type_of_the_argument(a):
    """On one path the number is one of Python's, and so are both sides of the choice."""

    def f(x, b, a):
        b += np.mean(np.where(x, x, x))
        return 0.5 if a < 0.317 else b

    x = np.array([1.1875, 0.0, -1.5], np.float32)
    gradient = s2sad.grad(f)(x, 0.3, a)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, np.full(3, 0.0 if a < 0.317 else 1 / 3), rtol=1e-6)


@pytest.mark.parametrize("x1", [0.25, 0.75])
def test_the_lesser_of_a_number_of_pythons_and_one_of_single_precision_is_no_double(x1):
    def f(x, y):
        least = min(0.5, x[1])
        y[y < 0.4] *= 0.5
        return y.sum() * least + np.sum(x * max(least, 0.125))

    x, y = np.array([1.5, x1], np.float32), np.array([[-0.4667, -0.8892, 0.6513]])
    x_bar, y_bar = s2sad.grad(f, (0, 1))(x, y.copy())
    assert (x_bar.dtype, y_bar.dtype) == (np.float32, np.float64)
    np.testing.assert_allclose(y_bar, min(0.5, x1) * np.array([[0.5, 0.5, 1.0]]), rtol=1e-6)
    tangents = np.ones(2, np.float32), np.ones((1, 3))
    value, slope = s2sad.jvp(f, (x, y.copy()), tangents)
    want = np.sum(x_bar) + np.sum(y_bar)
    assert value == f(x, y.copy()) and slope == pytest.approx(want, rel=1e-6)
