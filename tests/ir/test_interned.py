"""Types that are equal are one object."""

import copy
import pickle

import numpy as np
import pytest

from s2sad.ir.types import ArrayType, Dim, ScalarType


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dim("n"), lambda: Dim("n", True), lambda: Dim("n", True, 2),
        lambda: ScalarType("f64"), lambda: ScalarType("f64", python=True),
        lambda: ArrayType("f64", (3, Dim("m"))), lambda: ArrayType("i64", ()),
    ],
)  # fmt: skip
def test_equal_types_are_one_object_also_after_copies(make):
    made = make()
    assert made is make()
    assert copy.deepcopy(made) is made and pickle.loads(pickle.dumps(made)) is made


def test_different_types_are_different():
    made = [Dim("n"), Dim("m"), Dim("n", True), Dim("n", offset=1), ScalarType("f64"),
            ScalarType("f32"), ScalarType("f64", True), ArrayType("f64", (3,)),
            ArrayType("f64", (Dim("n"),)), ArrayType("f32", (3,))]  # fmt: skip
    assert len(set(made)) == len(made)


def test_a_length_from_numpy_is_a_number_for_all_who_ask_later():
    made = ArrayType("f64", (np.int64(987), Dim("n")))
    assert made is ArrayType("f64", (987, Dim("n"))) and type(made.shape[0]) is int
