"""A variable that a loop makes a name of another list: what is written through one is seen through
the other, or refused."""

import pytest

import s2sad
from s2sad.errors import UnsupportedError


def the_list(a):
    q, r = [0.5 * a[0], a[1]], [a[0], a[1]]
    for _ in range(2):
        r = q
    q[1] = a[0]
    return r[1]


def written_by_the_new_name(a):
    q, r = [0.5 * a[0], a[1]], [a[0], a[1]]
    for _ in range(2):
        r = q
    r[1] = a[0]
    return q[1]


def its_items(a):
    q, r = [[0.5 * a[0], a[1]]], [[a[0], a[1]]]
    for _ in range(2):
        r = list(q)
    q[0][1] = a[0]
    return r[0][1]


def one_item(a):
    q, r = [[0.5 * a[0], a[1]]], [[a[0], a[1]]]
    for _ in range(2):
        r[0] = q[0]
    r[0][1] = a[0]
    return q[0][1]


def in_a_tuple(a):
    q, r = [0.5 * a[0], a[1]], ([a[0], a[1]], 1.0)
    for _ in range(2):
        r = (q, 2.0)
    q[1] = a[0]
    return r[0][1]


def a_dict(a):
    q, r = {"u": 0.5 * a[0]}, {"u": a[1]}
    for _ in range(2):
        r = q
    q["u"] = a[1] * a[0]
    return r["u"]


def while_it_runs(a):
    q, r, k = [0.5 * a[0], a[1]], [a[0], a[1]], 0
    while k < 3:
        r[1] = r[1] + k
        r, k = q, k + 1
    return q[1]


def rows_of_another(a):
    q = [[0.5 * v for v in a] for _ in range(2)]
    r = [[v for v in a] for _ in range(2)]
    for _ in range(2):
        r = list(q)
    for i in range(2):
        q[i][-1] = a[0]
    return r[1][1] + r[0][0]


PROGRAMS = [the_list, written_by_the_new_name, its_items, one_item, in_a_tuple, a_dict,
            while_it_runs, rows_of_another]  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_right_or_refused(f):
    try:
        value = s2sad.value_and_grad(f)([1.0, 2.0])[0]
    except UnsupportedError:
        return
    assert value == f([1.0, 2.0])


def replaced(a):
    """Nothing is written through two names here."""
    q, r = [0.5 * a[0], a[1]], [a[0], a[1]]
    for _ in range(2):
        r = q
    return r[1] * q[0]


def made_anew(a):
    now = [a[0], a[1]]
    for _ in range(3):
        later = [0.0, 0.0]
        later[0] = now[1] * a[0]
        later[1] = now[0] + a[1]
        now = later
    return now[0]


def swapped(a):
    now, later = [a[0], a[1]], [0.0, 0.0]
    for _ in range(3):
        later[0] = now[1] * a[0]
        later[1] = now[0] + a[1]
        now, later = later, now
    return now[0]


@pytest.mark.parametrize("f", [replaced, made_anew, swapped], ids=lambda f: f.__name__)
def test_what_is_no_other_name_is_known(f):
    s2sad.check_grads(f, ([1.0, 2.0],), order=1)
