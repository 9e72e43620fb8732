"""What a list of unknown length holds is followed through loops and branches: a write into it that
may change the list is refused where the list is read, and one that cannot is not."""

import numpy as np
import pytest

import s2sad
from s2sad.numerical import numerical_jvp

X = np.array([0.7, 1.1, -0.4])
MAY_HAVE_CHANGED = "was changed by an earlier write"


def list_appended_and_then_written(x, n):
    cur, tape = list(x), []
    for k in range(n):
        cur[0] = cur[0] + x[k]
        cur = [2 * c for c in cur]
        tape.append(cur)
    return tape[0][0] * x[1]


def list_appended_and_then_grown(x, n):
    cur, tape = list(x), []
    for _ in range(n):
        cur.append(cur[0] * x[1])
        cur = [2 * c for c in cur]
        tape.append(cur)
    return sum(tape[0]) * x[1]


def list_appended_in_both_branches(x, n):
    tape = [[x[0]] for _ in range(n)]
    if x[0] > 0:
        c = list(x)
        tape.append(c)
    else:
        c = [2 * v for v in x]
        tape.append(c)
    c[0] = c[0] * x[1]
    return tape[-1][0]


def list_written_after_the_loop(x, n):
    tape = []
    for _ in range(n):
        c = list(x)
        tape.append(c)
    c[0] = c[0] * x[1]
    return tape[-1][0]


def list_concatenated(x, n):
    tape, c = [], [x[0]]
    for _ in range(n):
        c[0] = c[0] * x[1]
        c = list(x)
        tape = tape + [c]
    return tape[0][0]


def array_concatenated(x, n):
    tape, c = [], x * 1.0
    for _ in range(n):
        c[0] = c[0] * x[1]
        c = x * 2.0
        tape = tape + [c]
    return tape[0][0]


def array_written_after_the_loop(x, n):
    tape, c = [], x * 1.0
    for _ in range(n):
        c = x * 2.0
        tape = [c] + tape
    c[0] = x[1]
    return tape[0][0]


def list_in_a_dict(x, n):
    tape, d = [], {"a": list(x)}
    for _ in range(n):
        d["a"][0] = d["a"][0] * x[1]
        d["a"] = [2 * v for v in x]
        tape.append(d["a"])
    return tape[0][0]


def list_in_a_tuple_in_the_list(x, n):
    tape, d = [], list(x)
    for k in range(n):
        e = d
        if x[k] > 0:
            e[0] = e[0] * x[1]
        d = [2 * v for v in x]
        tape.append((k, d))
    return tape[0][1][0]


class Both:
    def __init__(self, current, tape):
        self.current, self.tape = current, tape


def lists_in_an_object(x, n):
    both = Both(list(x), [])
    for _ in range(n):
        both.current[0] = both.current[0] * x[1]
        both.current = [2 * v for v in x]
        both.tape.append(both.current)
    return both.tape[0][0]


def list_appended_in_a_while_loop(x, n):
    c, tape = list(x), []
    while len(tape) < n:
        c[0] *= x[1]
        c = [2 * v for v in x]
        tape.append(c)
    return tape[0][0]


def list_appended_by_a_helper(x, n):
    c, tape = list(x), []

    def step(c):
        c = [2 * v for v in c]
        tape.append(c)
        return c

    for _ in range(n):
        c[0] *= x[1]
        c = step(c)
    return tape[0][0]


def list_taken_of_the_list(x, n):
    c, tape = list(x), []
    for _ in range(n):
        c[0] *= x[1]
        row = [2 * v for v in x]
        tape.append(row)
        c = tape[-1]
    return tape[0][0]


def list_appended_before_it_moves_on(x, n):
    c, d, tape = list(x), [2 * v for v in x], []
    for _ in range(n):
        c[0] *= x[1]
        tape.append(d)
        c, d = d, list(x)
    return tape[0][0]


def list_that_is_another_one_in_a_branch(x, n):
    cur, y = list(x), [0.0 for _ in x]
    if x[0] > 0:
        y = cur
        for k in range(n):
            if x[k] > 5:
                y = [2 * v for v in x]
    y[0] = y[0] * x[1]
    return cur[0]


def array_in_the_list_from_the_start(x, n):
    u = x.copy()
    tape = [u]
    for _ in range(n):
        u[0] *= x[1]
        tape.append(u)
        u = u * 1.5
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def array_under_its_first_name(x, n):
    u, tape = x.copy(), []
    w = u
    for _ in range(n):
        u[0] *= x[1]
        tape.append(u)
        u = u * 1.5
    w[1] = x[0]
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def array_appended_while_it_is_the_same(x, n):
    u, tape = x.copy(), []
    for k in range(n):
        u[0] *= x[1]
        tape.append(u)
        if x[k] > 5:
            u = u * 1.5
    return np.sum(tape[0] * x)


def arrays_swapped(x, n):
    u, v, tape = x.copy(), x * 2, []
    for _ in range(n):
        u[0] = u[0] * 2 + x[1]
        tape.append(u)
        u, v = v, u
    return np.sum(tape[0] * x)


CHANGED = [
    list_appended_and_then_written, list_appended_and_then_grown, list_appended_in_both_branches,
    list_written_after_the_loop, list_concatenated, array_concatenated,
    array_written_after_the_loop, list_in_a_dict, list_in_a_tuple_in_the_list, lists_in_an_object,
    list_appended_in_a_while_loop, list_appended_by_a_helper, list_taken_of_the_list,
    list_appended_before_it_moves_on, list_that_is_another_one_in_a_branch,
    array_in_the_list_from_the_start, array_under_its_first_name,
    array_appended_while_it_is_the_same, arrays_swapped,
]  # fmt: skip


@pytest.mark.parametrize("f", CHANGED, ids=lambda f: f.__name__)
def test_what_a_list_holds_is_changed(f):
    for transform in (s2sad.grad(f), lambda x, n: s2sad.jvp(f, (x, n), (x, None))):
        with pytest.raises(s2sad.UnsupportedError, match=MAY_HAVE_CHANGED):
            transform(X, 3)


# --- what is made anew before it is written again ---


def array_made_anew(x, n):
    u, tape = x.copy(), []
    for _ in range(n):
        u[0] *= x[1]
        tape.append(u)
        u = u * 1.5
    u[1] = x[0]
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def array_made_anew_in_an_inner_loop(x, n):
    u, tape = x.copy(), []
    for _ in range(2):
        for _ in range(n):
            u[0] *= x[1]
            tape.append(u)
            u = u * 1.5
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def array_written_under_a_mask(x, n):
    u, tape = x.copy(), []
    for _ in range(n):
        t = u < 0.72
        u[t] *= -0.5
        tape.append((t, u))
        u = u * 1.5
    s = 0.0
    for t, u in reversed(tape):
        s += np.sum(u[t])
    return s


def array_made_anew_in_a_while_loop(x, n):
    u, tape, k = x.copy(), [], 0
    while k < n:
        u[0] *= x[1]
        tape.append(u)
        u = u * 1.5
        k += 1
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def array_appended_in_the_next_iteration(x, n):
    u, v, tape = x.copy(), x.copy(), []
    for _ in range(n):
        u[0] *= x[1]
        tape.append(v)
        u, v = u * 1.5, u
    return np.sum(tape[0] * x) + np.sum(tape[-1] * u)


def list_made_anew(x, n):
    cur, tape = list(x), []
    for _ in range(n):
        cur.append(cur[0] * x[1])
        tape.append(cur)
        cur = [2 * c for c in cur]
    return sum(tape[0]) * x[1] + sum(tape[-1])


def list_lengthened(x, n):
    cur, tape = [], []
    for k in range(n):
        cur.append(x[k] * x[1])
        tape.append(cur)
        cur = cur + [2.0 * x[0]]
    return sum(tape[0]) * x[1] + sum(tape[-1])


ANEW = [
    array_made_anew, array_made_anew_in_an_inner_loop, array_written_under_a_mask,
    array_made_anew_in_a_while_loop, array_appended_in_the_next_iteration, list_made_anew,
    list_lengthened,
]  # fmt: skip


@pytest.mark.parametrize("f", ANEW, ids=lambda f: f.__name__)
def test_what_is_made_anew_is_written(f):
    gradient = s2sad.grad(f)(X, 3)
    for k, unit in enumerate(np.eye(3)):
        expected = numerical_jvp(f, (X, 3), (unit, None))
        np.testing.assert_allclose(gradient[k], expected, rtol=1e-8)
        slope = s2sad.jvp(f, (X, 3), (unit, None))[1]
        np.testing.assert_allclose(slope, expected, rtol=1e-8)
