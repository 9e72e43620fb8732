import math

import numpy as np
import pytest

from s2sad.numerical import (
    ShapeChangedError,
    displaced,
    entries,
    estimate_jvp,
    numerical_jvp,
    precision,
    random_tangents,
    unit_tangent,
)  # fmt: skip


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (math.sin, 0.7, math.cos(0.7)),
        (lambda x: x**3, 1e3, 3e6),
        (math.log, 1e-4, 1e4),
        (math.exp, 20.0, math.exp(20.0)),
        (lambda x: math.sin(40 * x), 0.3, 40 * math.cos(12)),
        (lambda x: 3.5 * x, 0.0, 3.5),
        (lambda x: 1 / x, 1e-3, -1e6),
    ],
)
def test_scalar_functions_to_eight_digits(f, x, slope):
    assert numerical_jvp(f, (x,), (1.0,)) == pytest.approx(slope, rel=1e-8)


def test_the_error_estimate_covers_the_error():
    estimate = estimate_jvp(lambda x: np.sin(5 * x), (np.linspace(0, 2, 9),), (np.ones(9),))
    error = np.abs(estimate.value - 5 * np.cos(5 * np.linspace(0, 2, 9)))
    assert np.all(error <= 10 * estimate.error + 1e-12) and np.max(estimate.error) < 1e-8


def test_structures_in_and_out():
    def f(params, n):
        return {"loss": params["w"] @ params["w"] * n, "count": n, "parts": (params["s"] ** 2,)}

    args = ({"w": np.array([1.0, 2.0]), "s": 3.0}, 2)
    tangents = ({"w": np.array([1.0, 0.0]), "s": 1.0}, None)
    slopes = numerical_jvp(f, args, tangents)
    assert slopes["loss"] == pytest.approx(4.0) and slopes["parts"][0] == pytest.approx(6.0)
    assert slopes["count"] is None


def test_the_function_may_write_into_its_arguments():
    def f(x):
        x *= x
        return x.sum()

    x = np.array([1.0, 2.0])
    assert numerical_jvp(f, (x,), (np.ones(2),)) == pytest.approx(6.0)
    assert x.tolist() == [1.0, 2.0]


def test_single_precision_keeps_its_type():
    seen = set()

    def f(x):
        seen.add(x.dtype)
        return np.sin(x)

    x = np.linspace(0, 1, 4, dtype=np.float32)
    slopes = numerical_jvp(f, (x,), (np.ones(4, np.float32),))
    assert seen == {np.dtype(np.float32)}
    assert np.allclose(slopes, np.cos(x), atol=1e-4)


def test_complex_directions_are_followed():
    z, v = np.array([1 + 2j]), np.array([1j])
    assert np.allclose(numerical_jvp(lambda z: z**2, (z,), (v,)), 2 * z * v)
    assert numerical_jvp(lambda z: np.sum(np.abs(z) ** 2), (z,), (v,)) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("f", "kink"),
    [(abs, True), (lambda x: max(x, 0.0), True), (lambda x: x * abs(x), False), (math.sin, False),
     (lambda x: 50 * x * x, False)],
)  # fmt: skip
def test_kinks_at_the_point_are_marked(f, kink):
    assert estimate_jvp(f, (0.0,), (1.0,)).kink.tolist() == [kink]


def test_a_jump_has_a_large_error_and_counts_as_a_kink():
    estimate = estimate_jvp(lambda x: x + (x > 0), (0.0,), (1.0,))
    assert estimate.error[0] > 1e-2 and estimate.kink[0]


def test_a_kink_nearby_does_not_spoil_the_value():
    assert numerical_jvp(lambda x: abs(x - 0.001), (0.0,), (1.0,)) == pytest.approx(-1.0)


def test_a_result_that_changes_its_shape_is_an_error():
    with pytest.raises(ShapeChangedError):
        numerical_jvp(lambda x: x[x > 0], (np.array([0.0, 1.0]),), (np.ones(2),))


def test_entries_count_the_real_dimensions():
    assert len(entries((np.zeros((2, 2)), 1.0, 3, np.zeros(2, complex)))) == 4 + 1 + 0 + 4


def test_unit_tangents_have_the_form_of_the_arguments():
    args = (np.zeros((2, 2), np.float32), 1.0)
    first, second = unit_tangent(args, 0, (1, 0))
    assert first.dtype == np.float32 and first.tolist() == [[0, 0], [1, 0]] and second == 0.0
    assert unit_tangent((3, 1.0), 1, ()) == (None, 1.0)


def test_displaced_arguments_keep_their_types():
    args = (np.ones(2, np.float32), np.float32(1), 1.0, 5)
    moved = displaced(args, (np.ones(2, np.float32), np.float32(1), 1.0, None), 0.5)
    assert [type(m) for m in moved] == [type(a) for a in args]
    assert moved[0].dtype == np.float32 and moved[2:] == (1.5, 5)


def test_random_tangents_leave_out_what_does_not_move():
    rng = np.random.default_rng(0)
    array, number, integer = random_tangents((np.zeros(3, complex), 1.0, 2), rng)
    assert array.dtype == complex and type(number) is float and integer is None


def test_precision_is_that_of_the_coarsest():
    assert precision((1.0, np.zeros(2))) == "double"
    assert precision((1.0, np.zeros(2, np.float32))) == "single"
    assert precision(np.float16(1)) == "half"
