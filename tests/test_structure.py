from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest

from s2sad.structure import (
    copy_arrays,
    dot,
    flatten,
    flatten_like,
    has_differentiable_leaf,
    is_differentiable,
    map_structure,
    walk,
    zeros_like,
)  # fmt: skip

Point = namedtuple("Point", "x y")


@dataclass(frozen=True)
class Positive:
    size: float
    label: str

    def __post_init__(self):
        if self.size is not None and self.size <= 0:
            raise ValueError("size")


TREE = {"w": [np.ones((2, 3)), 1.5], "p": Point(2.0, (3, "name")), "d": Positive(4.0, "box")}


def test_leaves_come_in_order_with_their_paths():
    paths = [path for path, _ in walk(TREE)]
    assert paths == ["['w'][0]", "['w'][1]", "['p'].x", "['p'].y[0]", "['p'].y[1]", "['d'].size",
                     "['d'].label"]  # fmt: skip


def test_rebuild_restores_every_kind_of_container():
    leaves, rebuild = flatten(TREE)
    again = rebuild(leaves)
    assert type(again["p"]) is Point and again["p"] == TREE["p"]
    assert again["d"] == TREE["d"] and again["w"][0] is leaves[0]


def test_rebuild_does_not_run_the_checks_of_a_dataclass():
    assert zeros_like(Positive(2.0, "x")) == _without_checks(0.0, None)


def _without_checks(size, label):
    result = object.__new__(Positive)
    object.__setattr__(result, "size", size)
    object.__setattr__(result, "label", label)
    return result


def test_rebuild_counts_the_leaves():
    with pytest.raises(ValueError, match="3 leaves cannot hold 2"):
        flatten((1.0, 2.0, 3.0))[1]([1.0, 2.0])


def test_none_stands_for_a_whole_subtree():
    assert flatten_like({"a": (1, 2), "b": 3.0}, {"a": None, "b": 4.0}) == [None, None, 4.0]


def test_flatten_like_refuses_another_structure():
    with pytest.raises(ValueError, match="does not have the structure"):
        flatten_like({"a": 1.0}, {"b": 1.0})


def test_dicts_are_matched_by_key_and_not_by_order():
    assert flatten_like({"a": 1.0, "b": 2.0}, {"b": 20.0, "a": 10.0}) == [10.0, 20.0]


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [(1.0, True), (1j, True), (np.float32(1), True), (np.zeros(2, complex), True), (1, False),
     (True, False), (np.arange(3), False), (np.array(["a"]), False), ("a", False), (None, False)],
)  # fmt: skip
def test_differentiable_leaves(leaf, expected):
    assert is_differentiable(leaf) is expected


def test_has_differentiable_leaf():
    assert has_differentiable_leaf(TREE) and not has_differentiable_leaf((1, ["a", None]))


def test_zeros_have_the_dtype_of_the_leaf_and_none_where_there_is_no_tangent():
    zeros = zeros_like((np.ones(2, np.float32), np.float32(3), 1.0, 2))
    assert zeros[0].dtype == np.float32 and type(zeros[1]) is np.float32
    assert zeros[2] == 0.0 and zeros[3] is None


def test_map_structure_takes_several_trees():
    assert map_structure(lambda a, b: (a, b), [1.0, (2.0,)], [3.0, (4.0,)]) == [
        (1.0, 3.0), ((2.0, 4.0),)
    ]  # fmt: skip


def test_copies_share_nothing():
    tree = ([np.ones(2)], 3)
    copied = copy_arrays(tree)
    copied[0][0][0] = 5
    assert tree[0][0][0] == 1 and copied[1] == 3


def test_copies_keep_the_memory_order():
    assert copy_arrays(np.ones((2, 3), order="F")).flags.f_contiguous


def test_dot_is_the_real_part_without_a_conjugate():
    assert dot((2.0, np.array([1.0, 2.0])), (3.0, np.array([4.0, 5.0]))) == 20.0
    assert dot(1 - 2j, 3 + 1j) == 1 * 3 - (-2) * 1


def test_dot_leaves_out_what_has_no_derivative():
    assert dot((2.0, None), (3.0, None)) == 6.0
    assert dot((2.0, 1.0), (3.0, None)) == 6.0
