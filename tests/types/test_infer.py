"""What the table of calls cannot show: names of lengths, Values as lengths, lists, samples."""

import operator

import numpy as np
import pytest

from s2sad.ir import prims
from s2sad.ir.builder import operand
from s2sad.ir.nodes import Const, Value
from s2sad.ir.types import (
    FLOAT, INT, ArrayType, Dim, ListType, OpaqueType, ScalarType, TupleType,
)  # fmt: skip
from s2sad.types.infer import FreshDims, InferenceError, result_type
from s2sad.types.lengths import length_of

N, M, K, U, W = Dim("n", True), Dim("m", True), Dim("k", True), Dim("u"), Dim("w")
N_2 = Dim("n", True, 2)
s_ = np.s_


def arr(*shape, dtype="f64"):
    return Value("x", ArrayType(dtype, shape))


def infer(callee, *args, dim_of=None, fresh=None, **kwargs):
    named = tuple((name, operand(v)) for name, v in kwargs.items())
    return result_type(
        callee, tuple(map(operand, args)), named, dim_of=dim_of, fresh=fresh or FreshDims()
    )


def shape(*args, **kwargs):
    return infer(*args, **kwargs).shape


# --- axes that meet ---


@pytest.mark.parametrize(
    "a, b, expected",
    [
        (N, N, N), (N, M, N), (N, 1, N), (1, N, N), (3, N, 3), (N, 3, 3), (U, N, N), (N, U, N),
        (U, 3, 3), (U, 1, U), (U, U, U), (0, 1, 0), (N_2, N_2, N_2), (N_2, N, N),
        (U, W, Dim("u?^w?")), (W, U, Dim("u?^w?")),
    ],
)  # fmt: skip
def test_elementwise_axes(a, b, expected):
    assert shape(operator.add, arr(a), arr(b)) == (expected,)


def test_either_of_two_lengths_absorbs_a_third_that_is_one_of_them():
    both = infer(operator.add, arr(U), arr(W))
    assert shape(operator.add, Value("", both), arr(U)) == both.shape


def test_a_heat_step_needs_no_broadcast_at_run_time():
    u = arr(N)
    right, left = infer(operator.getitem, u, s_[2:]), infer(operator.getitem, u, s_[:-2])
    middle = infer(operator.getitem, u, s_[1:-1])
    assert right == left == middle == ArrayType("f64", (Dim("n", True, 2),))


@pytest.mark.parametrize("index", [s_[1:-1], s_[2:], s_[:-2]])
def test_what_ghost_cells_leave_is_as_long_as_without_them(index):
    more, less = Dim("2+n", True), Dim("1+n", False)
    assert shape(operator.getitem, arr(more), index) == (N,)
    assert shape(operator.getitem, arr(less), index) == (Dim("n", True, 1),)


def test_slices_of_slices_add_up():
    first = infer(operator.getitem, arr(N), s_[1:])
    assert shape(operator.getitem, Value("", first), s_[1:-3]) == (Dim("n", True, 5),)


@pytest.mark.parametrize("start, offset, expected", [(None, 1, 1), (1, 1, 2), (1, 3, 4)])
def test_a_slice_that_ends_at_the_length_less_something(start, offset, expected):
    stop = Value("stop", INT)
    dims = {stop: Dim("n", True, offset)}
    result = shape(operator.getitem, arr(N), slice(start, stop, None), dim_of=dims.get)
    assert result == (Dim("n", True, expected),)


def test_a_bound_that_may_count_from_the_end_is_not_taken_for_a_length():
    stop = Value("stop", INT)  # n - 3, which for n = 2 is -1: x[:-1] has one entry
    (axis,) = shape(
        operator.getitem, arr(N), slice(None, stop, None), dim_of={stop: Dim("n", True, 3)}.get
    )
    assert axis.name != "n"


# --- names of lengths ---


def test_the_same_expression_of_the_same_values_has_the_same_length():
    fresh, i, mask = FreshDims(), Value("i", INT), arr(N, dtype="bool")
    x, y = arr(N), arr(N)
    for index in (slice(i, None), mask):
        assert shape(operator.getitem, x, index, fresh=fresh) == shape(
            operator.getitem, y, index, fresh=fresh
        )
    other = arr(N, dtype="bool")
    assert shape(operator.getitem, x, mask, fresh=fresh) != shape(
        operator.getitem, x, other, fresh=fresh
    )


def test_positions_are_as_many_as_the_mask_has_entries():
    fresh, mask = FreshDims(), arr(N, M, dtype="bool")
    (count,) = shape(operator.getitem, arr(N, M), mask, fresh=fresh)
    rows, columns = infer(np.nonzero, mask, fresh=fresh).items
    assert rows == columns == ArrayType("i64", (count,))


def test_lengths_of_two_masks_together_are_named():
    fresh, a, b = FreshDims(), arr(N, dtype="bool"), arr(M, dtype="bool")
    (axis,) = shape(operator.getitem, arr(N, M), (a, b), fresh=fresh)
    assert "\0" not in axis.name
    assert (axis,) == shape(operator.getitem, arr(N, M), (a, b), fresh=fresh)


def test_names_do_not_depend_on_what_was_inferred_before():
    def names():
        fresh, i = FreshDims(), Value("i", INT)
        return [
            infer(np.zeros, i, fresh=fresh),
            infer(np.unique, arr(N), fresh=fresh),
            infer(operator.getitem, arr(N), slice(i, None), fresh=fresh),
        ]

    assert names() == names()


def test_without_a_supply_of_names_no_two_unknown_lengths_are_equal():
    mask = arr(N, dtype="bool")
    args = (arr(N), mask)
    assert result_type(operator.getitem, args) != result_type(operator.getitem, args)


# --- integers as lengths ---


def test_a_length_goes_through_an_integer():
    n, m = Value("n", INT), Value("m", INT)
    dims = {n: N, m: Dim("m", True, 1)}.get
    assert shape(np.zeros, n, dim_of=dims) == (N,)
    assert shape(np.ones, (n, 2, m), dim_of=dims) == (N, 2, Dim("m", True, 1))
    assert shape(np.arange, n, dim_of=dims) == (N,)
    assert shape(np.arange, 1, n, dim_of=dims) == (Dim("n", True, 1),)
    assert shape(np.eye, n, dim_of=dims) == (N, N)
    assert shape(np.linspace, 0.0, 1.0, n, dim_of=dims) == (N,)
    assert shape(np.reshape, arr(N, K), (n, -1), dim_of=dims) == (N, K)
    assert shape(np.reshape, arr(N), (n, 1), dim_of=dims) == (N, 1)
    assert shape(np.broadcast_to, arr(K), (n, K.not_one and 5), dim_of=dims) == (N, 5)
    assert shape(np.full, n, 0.0, dim_of=dims) == (N,)


def test_reshape_cancels_lengths():
    flat = infer(np.ravel, arr(N, M, 3))
    n = Value("n", INT)
    assert shape(np.reshape, Value("", flat), (n, -1), dim_of={n: N}.get) == (N, Dim("3*m", True))
    assert shape(np.reshape, Value("", flat), (-1, 3)) == (Dim("m*n", True), 3)
    assert shape(np.reshape, arr(N, 6), (-1, 3)) == (Dim("2*n", True), 3)


def test_length_of_integer_calls():
    n, m = Value("n", INT), Value("m", INT)
    dims = {n: N, m: Dim("n", True, 1)}.get
    assert length_of(prims.axis_length, (arr(N, M), Const(1)), dims) == M
    assert length_of(prims.axis_length, (arr(N, M), Const(-2)), dims) == N
    assert length_of(len, (arr(N, M),), dims) == N
    assert length_of(np.size, (arr(N, 2),), dims) == Dim("2*n", True)
    assert length_of(operator.sub, (n, Const(2)), dims) == Dim("n", True, 2)
    assert length_of(operator.sub, (m, Const(2)), dims) == Dim("n", True, 3)
    assert length_of(operator.add, (n, Const(1)), dims) == Dim("1+n")
    assert length_of(operator.add, (m, Const(1)), dims) is None
    assert length_of(operator.mul, (n, Const(2)), dims) == Dim("2*n", True)
    assert length_of(operator.floordiv, (n, Const(2)), dims) == Dim("n//2")
    assert length_of(operator.sub, (n, m), dims) is None
    assert length_of(operator.mul, (Value("i", INT), Const(2)), dims) is None


def test_sums_and_products_are_canonical():
    assert shape(np.concatenate, (arr(N), arr(M))) == shape(np.concatenate, (arr(M), arr(N)))
    (nm,) = shape(np.concatenate, (arr(N), arr(M)))
    assert shape(np.concatenate, (arr(nm), arr(3))) == (Dim("3+m+n", True),)
    assert shape(np.concatenate, (arr(N), arr(1))) == (Dim("1+n"),)  # n may be 0
    assert shape(np.ravel, arr(N, U)) == (Dim("n*u?", True),)


# --- lists ---


def test_lists():
    rows = Value("rows", ListType(ArrayType("f64", (N,))))
    assert infer(operator.getitem, rows, -1) == ArrayType("f64", (N,))
    assert infer(prims.list_append, [], arr(N)) == ListType(ArrayType("f64", (N,)))
    assert infer(prims.list_append, rows, arr(N)) == rows.type
    assert infer(prims.list_drop_last, rows) == rows.type
    length, axis = shape(np.array, rows)
    assert isinstance(length, Dim) and not length.not_one and axis == N
    assert shape(np.stack, rows, fresh=FreshDims())[1] == N


def test_items_of_different_lengths_are_not_taken_as_equal():
    rows = Value("rows", ListType(ArrayType("f64", (N,))))
    mixed = Value("mixed", infer(prims.list_append, rows, arr(M)))
    fresh = FreshDims()
    first = infer(operator.getitem, mixed, 0, fresh=fresh)
    assert first == infer(operator.getitem, mixed, 0, fresh=fresh)
    assert first != infer(operator.getitem, mixed, 1, fresh=fresh)


def test_a_list_that_cannot_be_typed_is_refused():
    with pytest.raises(InferenceError, match="cannot hold both"):
        infer(prims.list_append, [arr(N)], 1.0)


# --- samples ---


def test_lengths_that_must_be_equal_are_found_by_trying():
    square = arr(N, M)
    assert shape(np.linalg.inv, square) == (N, N)
    assert shape(np.linalg.solve, square, arr(K)) == (N,)
    assert shape(np.interp, arr(K), arr(N), arr(M)) == (K,)


def test_a_minimum_of_lengths_is_neither_of_them():
    u, s, vt = infer(np.linalg.svd, arr(N, M), full_matrices=False).items
    both = Dim("min(m;n)", True)
    assert (u.shape, s.shape, vt.shape) == ((N, both), (both,), (both, M))


def test_a_length_that_depends_on_values_is_not_a_length_of_the_operands():
    for callee in (np.unique, np.flatnonzero, np.trim_zeros):
        (axis,) = shape(callee, arr(N))
        assert axis.name.startswith("?")
    residuals = infer(np.linalg.lstsq, arr(N, M), arr(N)).items[1]
    assert isinstance(residuals.shape[0], Dim)


def test_no_foreign_code_is_run():
    def noisy(x):
        raise AssertionError("it was called")

    for callee, args in ((noisy, (arr(N),)), (np.apply_along_axis, (noisy, 0, arr(N)))):
        with pytest.raises(InferenceError):
            infer(callee, *args)


def test_a_draw_does_not_advance_the_callers_generator():
    before = np.random.get_state()[1].copy()
    assert infer(np.random.normal, size=(3,)) == ArrayType("f64", (3,))
    assert infer(np.random.normal) == FLOAT
    assert np.array_equal(before, np.random.get_state()[1])
    generator = Value("rng", OpaqueType("Generator"))
    assert infer(prims.Method("normal"), generator, size=4) == ArrayType("f64", (4,))


def test_nothing_is_known_of_opaque_values():
    with pytest.raises(InferenceError, match="nothing is known"):
        infer(np.sort, Value("o", OpaqueType("thing")))


def test_messages_name_the_function_and_say_what_is_wrong():
    with pytest.raises(InferenceError, match=r"np\.linalg\.inv|np\.inv"):
        infer(np.linalg.inv, arr(N))
    with pytest.raises(InferenceError, match="length 3 and 4"):
        infer(operator.add, arr(3), arr(4))


# --- SciPy ---


def test_scipy_functions_need_no_rule():
    special = pytest.importorskip("scipy.special")
    linalg = pytest.importorskip("scipy.linalg")
    stats = pytest.importorskip("scipy.stats")
    signal = pytest.importorskip("scipy.signal")
    x, a = arr(N), arr(N, N)
    assert infer(special.erf, x) == ArrayType("f64", (N,))
    assert infer(special.gammaln, Value("s", FLOAT)) == ScalarType("f64")
    assert infer(special.logsumexp, arr(N, M), axis=1) == ArrayType("f64", (N,))
    assert infer(special.logsumexp, x) == ScalarType("f64")
    assert infer(special.softmax, arr(N, M), axis=0) == ArrayType("f64", (N, M))
    assert infer(special.jv, Const(1), x) == ArrayType("f64", (N,))
    assert infer(linalg.expm, a) == ArrayType("f64", (N, N))
    assert infer(linalg.cholesky, a, lower=True) == ArrayType("f64", (N, N))
    assert infer(linalg.solve_triangular, a, x, lower=True) == ArrayType("f64", (N,))
    factor = infer(linalg.cho_factor, a)
    assert infer(linalg.cho_solve, (Value("c", factor.items[0]), False), x).shape == (N,)
    assert infer(stats.norm.logpdf, x) == ArrayType("f64", (N,))
    assert infer(signal.convolve, x, arr(3), mode="same").shape == (N,)


def test_a_tuple_result_has_the_types_of_its_items():
    result = infer(np.linalg.eigh, arr(N, N))
    assert result == TupleType((ArrayType("f64", (N,)), ArrayType("f64", (N, N))))
