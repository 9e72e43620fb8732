"""Items of lists of lists that are used after their places have changed: right, or refused."""

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError

X = np.array([0.5, -1.5, 0.3, 0.9])


def one_list_in_two_places(x):
    table = [[v * w for v in x] for w in x]
    table[0] = table[1]
    table[0][1] = 7.0
    return table[1][1] * x[0]


def one_list_in_two_places_later(x):
    table = [[v * w for v in x] for w in x]
    row = table[0]
    table.append([v for v in x])
    table.append(row)
    table[0][1] = 7.0
    return table[-1][1] * x[0]


def one_list_in_two_places_of_a_loop(x):
    table = [[v * w for v in x] for w in x]
    for k in range(len(x) - 1):
        table[k][1] = table[k][1] * 2.0
        table[k + 1] = table[k]
    return table[0][1] * x[0]


def one_list_in_two_places_on_a_path(x):
    table = [[v * w for v in x] for w in x]
    if x[0] > 0.0:
        table[1] = table[0]
    table[0][1] = 7.0
    return table[1][1] * x[0]


def written_by_its_place_afterwards(x):
    table = [[v * w for v in x] for w in x]
    row = table[0]
    table.append([v * 2.0 for v in x])
    table[0][1] = 7.0
    return row[1] * x[0]


def written_by_its_name_afterwards(x):
    table = [[v * w for v in x] for w in x]
    row = table[0]
    table.append([v * 2.0 for v in x])
    row[1] = 7.0
    return table[0][1] * x[0]


def moved_on_one_path_and_written_on_the_other(x):
    table = [[v * w for v in x] for w in x]
    row = table[0]
    if x[0] > 0.0:
        table[0] = [1.0] * len(x)
    else:
        table[0][1] = 9.0
    return row[1] * x[2]


def popped_and_written_while_a_copy_holds_it(x):
    table = [[v * w for v in x] for w in x]
    copy = list(table)
    row = table.pop()
    row[1] = 7.0
    return copy[-1][1] * x[0]


def popped_and_written_through_a_copy(x):
    table = [[v * w for v in x] for w in x]
    copy = list(table)
    row = table.pop()
    copy[-1][1] = 7.0
    return row[1] * x[0]


def popped_from_places_of_one_list(x):
    row = [v * 2.0 for v in x]
    table = [row for _ in x]
    last = table.pop()
    last[0] = 4.0
    return table[0][0] * x[1]


def popped_rows_written_while_a_copy_holds_them(x):
    cube = [[[u * v for u in x] for v in x] for _ in x]
    copy = list(cube)
    rows = cube.pop()
    rows[0][1] = 7.0
    return copy[-1][0][1] * x[0]


@pytest.mark.parametrize("f", [
    one_list_in_two_places, one_list_in_two_places_later, one_list_in_two_places_of_a_loop,
    one_list_in_two_places_on_a_path, written_by_its_place_afterwards,
    written_by_its_name_afterwards, moved_on_one_path_and_written_on_the_other,
    popped_and_written_while_a_copy_holds_it, popped_and_written_through_a_copy,
    popped_from_places_of_one_list, popped_rows_written_while_a_copy_holds_them,
])  # fmt: skip
def test_refused(f):
    with pytest.raises(UnsupportedError) as caught:
        s2sad.grad(f)(X.copy())
    known = "may hold one list twice", "since this item of it was taken", "by an earlier write"
    assert any(message in str(caught.value) for message in known)


def written_then_moved(x):
    table = [[v * w for v in x] for w in x]
    row = table[0]
    if x[0] > 0.0:
        table[0][1] = x[1] * 9.0
    table[0] = [1.0] * len(x)
    return row[1] * x[2] + table[0][1] * row[0]


def swapped_in_a_loop(x):
    table = [[v * w for v in x] for w in x]
    total = 0.0
    for k in range(len(x) - 1):
        row = table[k]
        table[k] = table[k + 1]
        table[k + 1] = row
        total += row[k] * table[k][0]
    return total


def popped_row_by_row(x):
    table, total = [[v * w for v in x] for w in x], 0.0
    for _ in range(len(x)):
        row = table.pop()
        total = total * row[0] + row[-1]
    return total


@pytest.mark.parametrize("f", [written_then_moved, swapped_in_a_loop, popped_row_by_row])
def test_right(f, order):
    s2sad.check_grads(f, (X,), order=order)
