"""Slices whose bounds the run decides: their length is known where they lie inside the array."""

import numpy as np
import pytest

import s2sad

X, H = np.array([0.3, -1.2, 0.8, 2.0, -0.7, 1.1, 0.4]), np.array([0.5, -0.25, 1.5])


def sliding(x, h):
    s = 0.0
    for i in range(len(x) - len(h) + 1):
        s += np.sum(np.sin(x[i : i + len(h)] * h))
    return s


def taps(x, h):
    n = len(x) - len(h) + 1
    y = np.zeros(n)
    for k in range(len(h)):
        y += h[k] * x[k : k + n]
    return np.sum(y**3)


def backwards(x, h):
    s = 0.0
    for i in range(len(x), len(h) - 1, -1):
        s += np.sum(np.sin(x[i - len(h) : i] * h))
    return s


def two_axes(x, h):
    image, kernel = np.outer(x, np.cos(x)), np.outer(h, h)
    s = 0.0
    for i in range(len(x) - len(h) + 1):
        for j in range(len(x) - len(h) + 1):
            s += np.tanh(np.sum(image[i : i + len(h), j : j + len(h)] * kernel))
    return s


def of_three(x, h):
    s = 0.0
    for i in range(len(x) - 2):
        s += np.sum(x[i : i + 3] * x[i : i + 3] * h[0])
    return s


def to_the_end(x, h):
    """The last window has one entry, which broadcasts."""
    s = 0.0
    for i in range(len(x)):
        if i > len(x) - 2 or i <= len(x) - len(h):
            s += np.sum(np.sin(x[i : i + len(h)] * h))
    return s


def from_before_the_beginning(x, h):
    """`x[-1:2]` is empty, `x[-3:3]` of 5 entries is one, which broadcasts."""
    s = 0.0
    for i in range(-3, 1, 3):
        s += np.sum(np.sin(x[:5][i : i + 3] * h) if i == 0 else np.sin(x[:5][i:3] * h))
    return s


def growing(x, h):
    """A prefix may have one entry."""
    s = 0.0
    for i in range(1, 4, 2):
        s += np.sum(np.sin(x[0:i] * h))
    return s


def size_that_is_no_size(x, h):
    """`n` is negative where the loop runs, hence no length."""
    s, n = 0.0, len(h) - len(x)
    for k in range(len(x)):
        s += np.sum(np.sin(x[k : k + n]))
    return s


def from_the_end(x, h):
    """Bounds that are surely negative count from the end."""
    p = np.outer(x, h)
    for r in range(1, len(x)):
        p[:-r] = 0.7 * p[:-r] + h[0] * p[1 : len(x) - r + 1]
        p[r:] *= p[:-r]
    return np.sum(np.sin(p[0]))


def eliminated(x, h):
    """The rest of a row, in a matrix of which nobody says that it is a square, computed twice."""
    a = np.outer(x, x[:6]) + np.outer(np.cos(x), np.ones(6)) + h[0]
    for k in range(len(a)):
        for i in range(k + 1, len(a)):
            a[i, k + 1 :] -= np.sin(a[i, 0]) * a[k, k + 1 :]
    return np.sum(np.sin(a))


INSIDE = [sliding, taps, backwards, two_axes, of_three, from_the_end, eliminated]
def beyond_the_beginning(x, h):
    """`x[:-k]` of 3 entries is empty for k = 3, and for k = 4 too; `x[:3]` never is."""
    s = 0.0
    for k in range(1, 5):
        s += np.sum(np.sin(h[:-k])) + np.sum(np.sin(x[:4][:-k] * x[4 - k : 8 - k - k]))
    return s


OUTSIDE = [
    beyond_the_beginning, to_the_end, from_before_the_beginning, growing, size_that_is_no_size,
]  # fmt: skip


def central(f, k, step=1e-6):
    """The numerical gradient by the k-th argument."""
    args, out = [X.copy(), H.copy()], []
    for i in range(len(args[k])):
        values = []
        for sign in (1, -1):
            moved = [a.copy() for a in args]
            moved[k][i] += sign * step
            values.append(f(*moved))
        out.append((values[0] - values[1]) / (2 * step))
    return np.array(out)


@pytest.mark.parametrize("f", INSIDE + OUTSIDE, ids=lambda f: f.__name__)
def test_gradient(f):
    bars = s2sad.grad(f, argnums=(0, 1))(X, H)
    for k in range(2):
        np.testing.assert_allclose(bars[k], central(f, k), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("f", INSIDE, ids=lambda f: f.__name__)
def test_windows_inside_need_no_helper(f):
    assert "_unbroadcast" not in s2sad.grad(f, argnums=(0, 1)).source(X, H)


@pytest.mark.parametrize("f", [to_the_end, growing], ids=lambda f: f.__name__)
def test_windows_that_may_have_one_entry_do(f):
    assert "_unbroadcast" in s2sad.grad(f, argnums=(0, 1)).source(X, H)


def test_a_short_array_is_an_error_as_before():
    with pytest.raises(ValueError, match="negative dimensions"):
        s2sad.grad(taps, argnums=(0, 1))(H[:2], X)


def test_what_gets_shorter_from_round_to_round_needs_no_helper():
    """The cotangent of a carry has its shape, which its type does not tell."""

    def lattice(x, p):
        v = np.maximum(x, 0.1)
        for _ in range(len(x) - 1):
            v = p * v[1:] + (1.0 - p) * v[:-1]
        return v[0] ** 2

    source = s2sad.grad(lattice, argnums=(0, 1)).source(X, 0.4)
    assert "_unbroadcast" not in source and "append(v)" in source
    x_bar, p_bar = s2sad.grad(lattice, argnums=(0, 1))(X, 0.4)
    h = 1e-6
    numerical = (lattice(X, 0.4 + h) - lattice(X, 0.4 - h)) / (2 * h)
    np.testing.assert_allclose(p_bar, numerical, rtol=1e-6)
    x_dot = np.linspace(-1.0, 1.0, len(X))
    numerical = (lattice(X + h * x_dot, 0.4) - lattice(X - h * x_dot, 0.4)) / (2 * h)
    np.testing.assert_allclose(x_bar @ x_dot, numerical, rtol=1e-6)
    again = s2sad.grad(lambda x: s2sad.grad(lattice)(x, 0.4) @ x_dot)(X)
    tangent = s2sad.jvp(lambda x: s2sad.grad(lattice)(x, 0.4), (X,), (x_dot,))[1]
    np.testing.assert_allclose(again, tangent, rtol=1e-10)


def test_first_entries_of_an_axis_of_another_length_than_one():
    """They are none, two or three, or all: never one that would broadcast."""

    def f(x, h):
        return np.sum((x[:3] - h[:2].sum()) * (h[-3:] * x[-3:]))

    assert "_unbroadcast" not in s2sad.grad(f, argnums=(0, 1)).source(X, H)
    bars = s2sad.grad(f, argnums=(0, 1))(X, H)
    for k in range(2):
        np.testing.assert_allclose(bars[k], central(f, k), rtol=1e-6, atol=1e-8)


def test_the_first_entry_may_broadcast():
    def f(x, h):
        return np.sum(x[:1] * h) + np.sum(x[1:][:2] * h[:2]) + np.sum(x[-1:] * h)

    bars = s2sad.grad(f, argnums=(0, 1))(X, H)
    for k in range(2):
        np.testing.assert_allclose(bars[k], central(f, k), rtol=1e-6, atol=1e-8)
    short = np.array([0.5, 2.0])
    x_bar, h_bar = s2sad.grad(f, argnums=(0, 1))(short, H[:2])
    np.testing.assert_allclose(x_bar, [H[0] + H[1], 2.0 * (H[0] + H[1])])
    np.testing.assert_allclose(h_bar, [4.5, 4.5])


def forces(x):
    i, j = np.triu_indices(len(x), 1)
    return np.sum((x[i] - x[j]) ** 4)


def shifted_in(x, y):
    moved = np.concatenate([x[:2], np.sin(x[2:])])
    return np.sum(moved * y)


@pytest.mark.parametrize(("f", "shapes"), [(forces, [(2,)]), (forces, [(5, 3)]),
                                           (shifted_in, [(2,), (2,)]), (shifted_in, [(5,), (5,)])])
def test_lengths_that_are_the_same_by_what_makes_them(f, shapes):
    args = [np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape) for shape in shapes]
    numbers = tuple(range(len(args)))
    g = s2sad.grad(f, argnums=numbers)
    assert "_unbroadcast" not in g.source(*args)
    s2sad.check_grads(f, args, order=1)


def ring(x):
    n = len(x)
    u = np.zeros(n + 2)
    u[1 : n + 1] = x
    u[0], u[n + 1] = u[n], u[1]
    return np.sum(u[1 : n + 1] * (u[2 : n + 2] - u[0:n]) * np.sin(u[1 : n + 1] - x))


def test_the_inside_of_ghost_cells_is_as_long_as_what_is_put_there():
    assert "f64[x.0] = getitem %u_" in str(s2sad.ir(ring, X))
    assert "_unbroadcast" not in s2sad.grad(ring).source(X)
    for n in (1, 2, 3, 7):
        s2sad.check_grads(ring, (X[:n],), order=1)


def frames(x, w, hop):
    s = 0.0
    for i in range(0, len(x) - len(w) + 1, hop):
        s += np.sum((x[i : i + len(w)] * w) ** 2)
    return s


def test_windows_whose_distance_is_an_argument(order):
    g, rng = s2sad.grad(frames, (0, 1)), np.random.default_rng(0)
    text = g.source("f64[n]", "f64[m]", "int")
    assert "_unbroadcast" not in text and "if hop < 1" in text
    for n, m, hop in ((10, 4, 2), (10, 4, 1), (3, 4, -1), (10, 1, 3), (1, 2, -1), (4, 4, -2)):
        x, w = rng.normal(size=n), rng.normal(size=m)
        assert [bar.shape for bar in g(x, w, hop)] == [(n,), (m,)]
        s2sad.check_grads(frames, (x, w, hop), order=order)
    for wrong in (g, frames):  # the window is longer than what is left of x
        with pytest.raises(ValueError, match="could not be broadcast"):
            wrong(rng.normal(size=2), rng.normal(size=5), -1)
    namespace = {}
    exec(text, namespace)
    with pytest.raises(ValueError, match="hop >= 1"):
        namespace["frames_grad"](rng.normal(size=2), rng.normal(size=5), -1)


def taps_around(x, h):
    r = len(h) // 2
    y = np.zeros(len(x) - 2 * r)
    for k in range(len(h)):
        y += h[k] * x[k : k + len(x) - 2 * r]
    return np.sum(y**3)


def one_tap_more(x, h):
    r = len(h) // 2
    y = np.zeros(len(x) - 2 * r)
    for k in range(len(h) + 1):
        y += h[k - 1] * x[k : k + len(x) - 2 * r]
    return np.sum(y**3)


def halves(x, h):
    n = len(x) // 2
    y = np.zeros(n)
    for k in range(n - len(h) // 3):
        y += x[k : k + n] * np.sin(x[:n])
    return y @ y


@pytest.mark.parametrize("f", [taps_around, halves])
def test_halves_rounded_down(f):
    g = s2sad.grad(f, (0, 1) if f is taps_around else 0)
    assert "_unbroadcast" not in g.source("f64[n]", "f64[m]")
    for n, m in ((7, 3), (7, 2), (4, 3), (4, 4), (3, 3), (6, 1)):
        s2sad.check_grads(lambda x, h: f(x, h), (X[:n], np.resize(H, m)), order=1)


def test_one_that_may_be_cut_off_is_asked():
    """For three taps the last window has one entry less, for two it has all."""
    assert "_unbroadcast" in s2sad.grad(one_tap_more).source("f64[n]", "f64[m]")
    s2sad.check_grads(one_tap_more, (X, H[:2]), order=1)
    with pytest.raises(ValueError):
        s2sad.grad(one_tap_more)(X, H)
