"""A loop over the rows of arrays runs over them in the derivative, too."""

import numpy as np
import pytest

import s2sad

XS, YS = np.arange(6.0).reshape(3, 2) / 5.0, np.array([0.5, -1.0, 2.0])


def code(f, *args):
    return s2sad.grad(f).source(*args).partition("def ")[2]


def test_rows_beside_entries(order):
    def f(w, xs, ys):
        h = np.zeros(2)
        for x, y in zip(xs, ys):
            h = np.tanh(w @ np.concatenate([h, x]) * y)
        return h.sum()

    args = np.arange(8.0).reshape(2, 4) / 9.0, XS, YS
    assert "    for x, y in zip(xs, ys):\n" in code(f, *args)
    s2sad.check_grads(f, args, order=order)


def test_rows_and_their_tangents(order):
    def f(xs):
        return sum(np.sin(x) @ x for x in xs)

    source = s2sad.differentiate(f).jvp.source("f64[n,m]")
    assert "in zip(xs, xs_dot)" in source and "range" not in source, source
    s2sad.check_grads(f, (XS,), order=order)


def test_rows_of_a_backward_loop(order):
    def f(p, xs):
        s = p
        for x in xs:
            s = np.sin(s * x).sum() + p
        return s

    def of_entries(p, v):
        s = p
        for x in v:
            s = np.sin(s) * x + s**2 * p
        return s

    for g, args in ((f, (0.3, XS)), (of_entries, (0.3, YS))):
        source = code(g, *args)
        assert "for x, " in source and "[::-1]" in source and "range" not in source, source
        s2sad.check_grads(g, args, order=order)
        exported = s2sad.grad(g).source(*args)
        namespace = {}
        exec(exported, namespace)
        assert namespace[f"{g.__name__}_grad"](*args) == pytest.approx(s2sad.grad(g)(*args))


def test_an_index_that_the_program_has_stays():
    def f(xs):
        total = 0.0
        for i in range(len(xs)):
            total += xs[i] @ xs[i]
        return np.exp(-total)

    assert "xs[i]" in s2sad.value_and_grad(f).source("f64[n,m]")


def written(xs):
    total = 0.0
    for x in xs:
        total += x @ x
        xs[1:] *= 0.5
    return total


def written_through_the_row(xs):
    xs = xs.copy()
    total = 0.0
    for x in xs:
        x[0] += total
        total += x @ x
    return total + np.sum(xs**3)


def exchanged(xs):
    total = 0.0
    for x in xs:
        total += x @ xs[0]
        xs = xs[::-1] * 1.5
    return total


@pytest.mark.parametrize("f", [written, written_through_the_row, exchanged])
def test_arrays_that_the_loop_changes(f, order):
    s2sad.check_grads(f, (XS.copy(),), order=order)
    expected = f(XS.copy())
    assert s2sad.value_and_grad(f)(XS.copy())[0] == pytest.approx(expected, rel=1e-12)
