"""What a call of NumPy must be given may go by name."""

import numpy as np
import pytest
from scipy import linalg, special

import s2sad

X, Y = np.array([[0.7, 1.3], [0.4, 2.0]]), np.array([[1.5, 0.3], [0.9, 0.2]])


@pytest.mark.parametrize("named, plain", [
    (lambda x, y: np.sum(a=x * y), lambda x, y: np.sum(x * y)),
    (lambda x, y: np.sum(a=x * y, axis=0)[1], lambda x, y: np.sum(x * y, axis=0)[1]),
    (lambda x, y: np.dot(a=x, b=y)[0, 1], lambda x, y: np.dot(x, y)[0, 1]),
    (lambda x, y: np.dot(x, b=y)[0, 1], lambda x, y: np.dot(x, y)[0, 1]),
    (lambda x, y: np.dot(b=x, a=y)[0, 1], lambda x, y: np.dot(y, x)[0, 1]),
    (lambda x, y: np.array(object=[x[0], y[0]])[1, 1], lambda x, y: y[0, 1]),
    (lambda x, y: np.asarray(a=x)[1, 1] * y[0, 0], lambda x, y: x[1, 1] * y[0, 0]),
    (lambda x, y: np.ravel(a=x)[2] * y[0, 0], lambda x, y: x[1, 0] * y[0, 0]),
    (lambda x, y: np.reshape(a=x, shape=-1)[2] * y[0, 0], lambda x, y: x[1, 0] * y[0, 0]),
    (lambda x, y: np.diff(a=x * y).sum(), lambda x, y: np.diff(x * y).sum()),
    (lambda x, y: np.gradient(f=x[0])[0] * y[0, 0], lambda x, y: (x[0, 1] - x[0, 0]) * y[0, 0]),
    (lambda x, y: np.full_like(a=y, fill_value=x[0, 0]).sum(),
     lambda x, y: 4 * x[0, 0] + 0 * y.sum()),
    (lambda x, y: np.nan_to_num(x=x * y).sum(), lambda x, y: (x * y).sum()),
    (lambda x, y: np.broadcast_to(array=x * y, shape=(3, 2, 2)).sum(),
     lambda x, y: 3 * (x * y).sum()),
    (lambda x, y: np.linalg.inv(a=x @ y)[0, 0], lambda x, y: np.linalg.inv(x @ y)[0, 0]),
    (lambda x, y: linalg.solve(a=x, b=y)[0, 0], lambda x, y: linalg.solve(x, y)[0, 0]),
    (lambda x, y: special.logsumexp(a=x * y), lambda x, y: np.log(np.sum(np.exp(x * y)))),
    (lambda x, y: x.dot(b=y)[0, 1], lambda x, y: np.dot(x, y)[0, 1]),
    (lambda x, y: x.repeat(repeats=2).sum() * y[0, 0], lambda x, y: 2 * x.sum() * y[0, 0]),
])  # fmt: skip
def test_by_name(named, plain):
    value, gradients = s2sad.value_and_grad(named, (0, 1))(X, Y)
    assert value == pytest.approx(plain(X, Y))
    for found, expected in zip(gradients, s2sad.grad(plain, (0, 1))(X, Y)):
        np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_copied_by_name():
    def f(x, y):
        u = x * 1.0
        np.copyto(dst=u, src=x * y)
        return np.sum(u * u)

    x_bar, y_bar = s2sad.grad(f, (0, 1))(X, Y)
    np.testing.assert_allclose(x_bar, 2 * X * Y**2)
    np.testing.assert_allclose(y_bar, 2 * X**2 * Y)
