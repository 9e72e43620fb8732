"""Truth values in a list that is longer than any list of settings are data."""

import s2sad


def test_flags_of_a_long_list_are_data():
    def f(w, xs, seen):
        return sum(w * x if s else w * w * x for x, s in zip(xs, seen))

    xs, seen = [0.5] * 9, [True, False, True] * 3
    gradient = s2sad.grad(f)
    source = gradient.source(0.3, xs, seen)
    assert source == gradient.source(0.3, xs, [False] * 9) and "ValueError" not in source
    assert abs(gradient(0.3, xs, seen) - 3 * 0.5 * (2 + 0.6)) < 1e-12
    assert abs(gradient(0.3, xs, [False] * 9) - 9 * 0.5 * 0.6) < 1e-12


def test_flags_of_a_short_list_decide():
    def f(w, seen):
        return sum(w if s else "x" for s in seen) if seen[0] else w * w  # both kinds at once: no

    assert s2sad.grad(f)(0.3, [True, True]) == 2.0
    assert s2sad.grad(f)(0.3, [False, True]) == 0.6
