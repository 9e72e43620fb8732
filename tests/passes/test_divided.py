"""A number that the branches of an `if` divide is divided no more than its sum needs."""

import s2sad


def reset(w, xs, limit):
    v = total = 0.0
    for x in xs:
        v += w * x
        over = v - limit
        total += over * over * over
        if v > limit:
            v = over
    return total


def taken_away(w, limit):
    """The other part is taken away, and not added."""
    a = w * w
    over = a - limit
    b = over if w > limit else a
    return b * b + over


def test_both_parts_are_one_and_no_branch_is_left():
    xs = [0.3, 0.5, 0.7, 0.1]
    source = s2sad.grad(reset).source(1.1, xs, 0.4)
    backward = source[source.index("w_bar = 0.0") :]
    assert "if " not in backward and "0.0 +" not in source
    s2sad.check_grads(reset, (1.1, xs, 0.4))


def test_signs_differ():
    for w in (0.5, 0.9):
        s2sad.check_grads(taken_away, (w, 0.6))
