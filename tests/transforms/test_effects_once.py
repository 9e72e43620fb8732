"""What prints or draws random numbers does so once, however many sweeps a derivative takes."""

import numpy as np
import pytest
from numpy.random import default_rng

import s2sad
from s2sad import grad, hessian, jacfwd, jacobian, jacrev

X = np.array([0.5, 1.2, 2.0])


def straight(x, g):
    print("once")
    return x**2 * g.standard_normal(3)


def pair(x, g):
    print("once")
    return x * g.standard_normal(3), x**2 * g.standard_normal()


def in_a_loop(x, g):
    s, total = x * 1.0, x * 0.0
    for k in range(3):
        drawn = g.standard_normal()
        if k == 1:
            print("once")
        if drawn > 0:
            s = s * x * drawn
        total = total + drawn * x**2
    return s, total


def scalar(x, g):
    print("once")
    return np.sum(x**3) * g.standard_normal()


def scalar_in_a_loop(x, g):
    s = 0.0
    for k in range(3):
        if k == 1:
            print("once")
        s = s + g.standard_normal() * np.sum(x**3) * x[0]
    return s


def number(x, g):
    print("once")
    return x**3 * g.standard_normal()


def differences(f, x):
    """The derivative of each part of the result, by central differences with the same draws."""
    steps = 1e-6 * np.eye(np.size(x)).reshape(np.size(x), *np.shape(x))
    columns = [
        [(np.asarray(a) - b) / 2e-6 for a, b in zip(parts(f(x + d)), parts(f(x - d)))]
        for d in steps
    ]
    return [np.reshape(np.stack(c, -1), np.shape(c[0]) + np.shape(x)) for c in zip(*columns)]


def parts(result):
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("transform", [jacobian, jacfwd, jacrev])
@pytest.mark.parametrize("f", [straight, pair, in_a_loop, scalar, scalar_in_a_loop])
def test_jacobian(transform, f, capsys):
    expected = differences(lambda x: f(x, default_rng(1)), X)
    capsys.readouterr()
    used, same = default_rng(1), default_rng(1)
    found = transform(f)(X, used)
    assert capsys.readouterr().out == "once\n"
    for one, other in zip(parts(found), expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    f(X, same)
    assert used.random() == same.random()


@pytest.mark.parametrize(("f", "x"), [(scalar, X), (scalar_in_a_loop, X), (number, 2.0)])
def test_hessian(f, x, capsys):
    (expected,) = differences(lambda x: grad(f)(x, default_rng(1)), x)
    capsys.readouterr()
    found = hessian(f)(x, default_rng(1))
    assert capsys.readouterr().out == "once\n"
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_the_second_sweep_of_a_complex_argument():
    drawn = default_rng(1).standard_normal()
    found = jacfwd(lambda z, g: abs(z) ** 2 * g.standard_normal())(2.0 + 1.0j, default_rng(1))
    np.testing.assert_allclose(found, (4 - 2j) * drawn)


def test_without_a_reverse_rule():
    @s2sad.custom_vjp
    def square(x):
        return x * x

    square.defjvp(lambda ans, t, x: 2 * t[0] * x)
    found = jacfwd(lambda x, g: square(x) * g.standard_normal(3))(X, default_rng(1))
    np.testing.assert_allclose(found, np.diag(2 * X * default_rng(1).standard_normal(3)))


def test_a_pullback_inside_differentiated_code(capsys):
    def of_a_draw(x, g):
        scale = g.standard_normal()

        def inner(z):
            print("once")
            return z * z * g.standard_normal() * scale

        y, pullback = s2sad.vjp(inner, x)
        return y * pullback(1.0)[0] + pullback(x)[0]

    one, other = default_rng(1).standard_normal(2)
    used = default_rng(1)
    found = grad(of_a_draw)(2.0, used)
    np.testing.assert_allclose(found, 24 * (one * other) ** 2 + 8 * one * other)
    assert capsys.readouterr().out == "once\n"
    assert used.random() == [g := default_rng(1), g.standard_normal(2), g.random()][2]

    def of_draws_in_a_loop(x, g):
        def inner(z):
            s = z
            for _ in range(3):
                s = s * z * g.standard_normal()
            return s

        y, pullback = s2sad.vjp(inner, x)
        return y * pullback(1.0)[0]

    with pytest.raises(s2sad.UnsupportedError, match="pullback would draw.*again") as caught:
        grad(of_draws_in_a_loop)(2.0, default_rng(1))
    assert "g.standard_normal()\n" in str(caught.value)

    def of_prints_in_a_loop(x):
        for k in range(2):
            print(k)
            x = x * x
        return x

    s2sad.check_grads(of_prints_in_a_loop, (1.5,))


def test_a_pullback_prints_nothing_again(capsys):
    def told(z):
        for k in range(2):
            if z > k:
                print("above", k)
        return z * z

    def countdown(z, n):
        print("left", n)
        return z if n == 0 else z * countdown(z, n - 1)

    def of_prints(x, n, g):
        def inner(z):
            for k in range(2):
                print(k)
                z = z * z
            return told(z) * told(z + 1) * countdown(z, n) * g.standard_normal()

        y, pullback = s2sad.vjp(inner, x)
        return y * pullback(1.0)[0]

    plain = s2sad.value_and_grad(lambda x, n, g: of_prints(x, n, g))
    _, slope = plain(1.5, 2, default_rng(1))
    found = capsys.readouterr().out.split()
    said = "0 1 above 0 above 1 above 0 above 1 left 2 left 1 left 0".split()
    assert found == said
    scale = default_rng(1).standard_normal() ** 2

    def value(x):
        z = x**4
        y = z**2 * (z + 1) ** 2 * z**3
        return y * (5 * z**4 * (z + 1) ** 2 + 2 * z**5 * (z + 1)) * 4 * x**3 * scale

    np.testing.assert_allclose(slope, (value(1.5001) - value(1.4999)) / 2e-4, rtol=1e-5)


def test_a_draw_in_a_loop_is_refused_at_the_program():
    def of_draws(x, g):
        s = 0.0
        for _ in range(3):
            s = s + x * g.standard_normal()
        return s * s

    with pytest.raises(s2sad.UnsupportedError, match="pullback would draw") as caught:
        s2sad.check_grads(lambda x: of_draws(x, default_rng(1)), (2.0,))
    assert "s = s + x * g.standard_normal()" in str(caught.value)
    assert caught.value.span.file == __file__
