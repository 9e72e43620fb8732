"""What tapes let go, and what keeps one as it is."""

import numpy as np

import s2sad


def rotated(x, n):
    """The inner loop's tape lies in the outer one's."""
    for k in range(n):
        for i in range(1, 3):
            x = np.sin(x * i) * x
    return np.sum(x * k)


def test_nothing_is_stored_and_not_read():
    for f, args in ((rotated, (np.array([0.3, 0.8]), 2)),):
        for derivative in (s2sad.grad(f), s2sad.grad(lambda x, n: np.sum(s2sad.grad(f)(x, n)))):
            lines = derivative.source(*args).splitlines()
            loops = [line for line in lines if "reversed(tape" in line]
            assert loops and not [line for line in loops if ", _" in line or "(_" in line]


def test_a_list_of_the_user_is_no_tape():
    def f(x):
        kept = []
        for k in range(3):
            kept.append((x * k, x + k))
        total = 0.0
        for a, _ in kept:
            total += a * a
        return total, kept

    value, kept = s2sad.value_and_grad(f, has_aux=True)(2.0)[0]
    assert [len(row) for row in kept] == [2, 2, 2] and value == 20.0
