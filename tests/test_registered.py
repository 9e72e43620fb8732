"""Classes that `register_structure` takes apart: arguments, results and gradients of them."""

import numpy as np
import pytest

import s2sad
from s2sad.registered import REGISTERED


class Layer:
    """It keeps its numbers where no attribute of their name is."""

    __slots__ = ("_data", "_kind")

    def __init__(self, w, b, kind="relu"):
        self._data = (w, b)
        self._kind = kind

    @property
    def w(self):
        return self._data[0]

    @property
    def b(self):
        return self._data[1]

    def __call__(self, x):
        y = self.w @ x + self.b
        return np.tanh(y) if self._kind == "tanh" else y * y


s2sad.register_structure(
    Layer,
    lambda layer: ((layer.w, layer.b), layer._kind),
    lambda kind, parts: Layer(*parts, kind),
)

X = np.array([0.3, -0.2])


def layer(kind="tanh"):
    return Layer(np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0.1, 0.2]), kind)


def loss(p, x):
    return np.sum(p(x) ** 2)


def plain(w, b, x, kind="tanh"):
    y = w @ x + b
    return np.sum((np.tanh(y) if kind == "tanh" else y * y) ** 2)


@pytest.mark.parametrize("kind", ["tanh", "square"])
def test_a_gradient_is_an_instance(kind):
    p = layer(kind)
    expected = s2sad.grad(plain, (0, 1))(p.w, p.b, X, kind)
    for _ in range(3):  # compiled, found, and by way of its entry
        found = s2sad.grad(loss)(p, X)
        assert type(found) is Layer and found._kind == kind
        np.testing.assert_allclose(found.w, expected[0])
        np.testing.assert_allclose(found.b, expected[1])


def test_modes():
    p = layer()
    g = s2sad.grad(loss)(p, X)
    value, same = s2sad.value_and_grad(loss)(p, X)
    assert value == loss(p, X)
    np.testing.assert_allclose(same.w, g.w)
    y, y_dot = s2sad.jvp(lambda p: loss(p, X), (p,), (p,))
    assert y == loss(p, X)
    np.testing.assert_allclose(y_dot, np.sum(g.w * p.w) + np.sum(g.b * p.b))
    y, pullback = s2sad.vjp(lambda p: loss(p, X), p)
    (p_bar,) = pullback(2.0)
    np.testing.assert_allclose(p_bar.b, 2.0 * g.b)
    j = s2sad.jacobian(lambda p: p(X))(p)
    assert type(j) is Layer and j.w.shape == (2, 2, 2)
    h = s2sad.hessian(loss)(p, X)
    assert type(h) is Layer and type(h.w) is Layer
    assert h.w.b.shape == (2, 2, 2)
    np.testing.assert_allclose(h.w.b, np.moveaxis(h.b.w, 0, -1))
    v = s2sad.hvp(loss)(p, X, p)
    expected = np.einsum("ijk,jk->i", h.b.w, p.w) + h.b.b @ p.b
    np.testing.assert_allclose(v.b, expected)


def test_auxiliary_results():
    def with_aux(p, x):
        return loss(p, x), (p, {"twice": Layer(2 * p.w, p.b)})

    p = layer()
    (value, (same, others)), g = s2sad.value_and_grad(with_aux, has_aux=True)(p, X)
    assert value == loss(p, X) and type(same) is type(g) is Layer
    np.testing.assert_allclose(others["twice"].w, 2 * p.w)
    assert others["twice"]._kind == "relu"


def test_results():
    def make(x):
        return Layer(np.outer(x, x), x)

    y, y_dot = s2sad.jvp(make, (X,), (X,))
    assert type(y) is type(y_dot) is Layer
    np.testing.assert_allclose(y_dot.w, 2 * np.outer(X, X))
    y, pullback = s2sad.vjp(make, X)
    (x_bar,) = pullback(Layer(np.zeros((2, 2)), X))
    np.testing.assert_allclose(x_bar, X)


def test_inside_other_structures():
    def net(layers, x):
        for p in layers["all"]:
            x = p(x)
        return np.sum(x)

    params = {"all": [layer(), layer("square")]}
    g = s2sad.grad(net)(params, X)
    assert [type(p) for p in g["all"]] == [Layer, Layer]
    s2sad.check_grads(net, (params, X), order=1)


def test_refusals():
    with pytest.raises(s2sad.Error, match="no class"):
        s2sad.register_structure(3, None, None)

    class Odd:
        pass

    s2sad.register_structure(Odd, lambda o: ((1.0,), []), lambda rest, parts: Odd())
    with pytest.raises(s2sad.Error, match="not hashable"):
        s2sad.grad(lambda o: 1.0)(Odd())


class Holder:
    def __init__(self, layer):
        self.layer = layer


def test_an_attribute_is_read_by_its_own_attributes():
    p = layer()
    g = s2sad.grad(lambda h, x: loss(h.layer, x))(Holder(p), X)
    np.testing.assert_allclose(g.layer._data[0], s2sad.grad(loss)(p, X).w)


def made_of_number(x):
    return Layer(x * x, np.sin(x))


def test_an_export_that_would_make_instances_is_refused(tmp_path):
    derivative = s2sad.differentiate(made_of_number).jvp
    with pytest.raises(s2sad.UnsupportedError, match="would need s2sad"):
        derivative.export(tmp_path / "made.py", "float")
    assert not (tmp_path / "made.py").exists()


def test_a_class_that_is_registered_anew():
    class Pair:
        def __init__(self, a, b):
            self.held = [a, b]

    def product(pair):
        return pair.held[0] ** 2 * pair.held[1]

    def swapped(pair):
        return Pair(pair.held[1], pair.held[0])

    slope = s2sad.grad(product)
    try:
        for order in (1, -1, 1):
            s2sad.register_structure(
                Pair,
                lambda pair, order=order: (tuple(pair.held[::order]), None),
                lambda rest, parts, order=order: Pair(*parts[::order]),
            )
            for _ in range(3):
                assert slope(Pair(3.0, 5.0)).held == [30.0, 9.0]
                y, pullback = s2sad.vjp(swapped, Pair(3.0, 5.0))
                assert y.held == [5.0, 3.0] and pullback(Pair(1.0, 2.0))[0].held == [2.0, 1.0]
    finally:
        REGISTERED.pop(Pair, None)


def test_a_class_that_is_registered_after_it_was_used():
    class Scaled:
        def __init__(self, k, x):
            self.k, self.x = k, x

    def square(scaled):
        return scaled.k * scaled.x**2

    slope = s2sad.grad(square)
    try:
        for _ in range(3):
            found = slope(Scaled(2.0, 3.0))
            assert (found.k, found.x) == (9.0, 12.0)
        s2sad.register_structure(
            Scaled, lambda scaled: ((scaled.x,), scaled.k), lambda k, parts: Scaled(k, *parts)
        )
        for _ in range(3):
            found = slope(Scaled(2.0, 3.0))
            assert (found.k, found.x) == (2.0, 12.0)
    finally:
        REGISTERED.pop(Scaled, None)
