"""The contract on transforms that are called inside differentiated code."""

import functools

import numpy as np
import pytest

import s2sad
from s2sad import differentiate, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

A = np.array([1.0, 2.0])


def cube(x):
    return x * x * x


decorated = differentiate(cube)
slope = grad(cube)
curvature = grad(slope)
CASES = [
    (lambda x: x * grad(lambda y: x * y)(2.0), 3.0, 6.0),
    (lambda x: vjp(cube, x)[1](1.0)[0], 2.0, 12.0),
    (lambda x: vjp(cube, x)[1](x)[0], 2.0, 36.0),
    (lambda x: vjp(lambda a: (a**3, a), x, has_aux=True)[1](1.0)[0], 2.0, 12.0),
    (lambda x: vjp(lambda a: (a**3, a), x)[1]((1.0, x))[0], 2.0, 13.0),
    (lambda x: jvp(cube, (x,), (1.0,))[1], 2.0, 12.0),
    (lambda x: jvp(cube, (x,), (x,))[1], 2.0, 36.0),
    (lambda x: hessian(cube)(x), 2.0, 6.0),
    (lambda x: np.sum(jacobian(lambda z: z**3)(x)), A, 6 * A),
    (lambda x: np.sum(s2sad.jacfwd(lambda z: z**3)(x)), A, 6 * A),
    (lambda x: np.sum(s2sad.jacrev(lambda z: z**3)(x)), A, 6 * A),
    (lambda x: np.sum(jacobian(lambda z: z**3, mode="fwd")(x)), A, 6 * A),
    (lambda x: np.sum(hvp(lambda z: np.sum(z**3))(x, x)), A, 12 * A),
    (lambda x: sum(value_and_grad(cube)(x)), 2.0, 24.0),
    (lambda x: np.sum(s2sad.elementwise_grad(np.sin)(x)), A, -np.sin(A)),
    (lambda x: s2sad.multigrad(lambda a, b: a * b, (0, 1))(x, x)[0], 2.0, 1.0),
    (lambda x: s2sad.grad_named(lambda a, b: a * b * b, "b")(x, x), 2.0, 8.0),
    (lambda x: s2sad.multigrad_dict(lambda a, b: a * b * b)(x, x)["b"], 2.0, 8.0),
    (lambda x: grad(lambda a, b: a * b * b, -1)(x, x), 2.0, 8.0),
    (lambda x: grad(lambda a, b: a * b * b, argnames="b")(x, b=x), 2.0, 8.0),
    (lambda x: grad(lambda a, b: a * b * b, argnames=("b", "a"))(x, x)["b"], 2.0, 8.0),
    (lambda x: grad(lambda a: (a**3, a), has_aux=True)(x)[0], 2.0, 12.0),
    (lambda x: value_and_grad(lambda a: (a**3, a), has_aux=True)(x)[0][1], 2.0, 1.0),
    (lambda x: grad(lambda a: a**3, backend="numpy")(x), 2.0, 12.0),
    (lambda x: s2sad.checkpoint(cube)(x), 2.0, 12.0),
    (lambda x: grad(lambda y: grad(lambda z: x * y * z * z)(y))(x), 2.0, 16.0),
    (lambda x: decorated.grad(x), 2.0, 12.0),
    (lambda x: decorated.value_and_grad(x)[1], 2.0, 12.0),
    (lambda x: decorated.grad.grad(x), 2.0, 6.0),
    (lambda x: decorated.hessian(x), 2.0, 6.0),
    (lambda x: decorated.jvp((x,), (x,))[1], 2.0, 36.0),
    (lambda x: decorated.vjp(x)[1](x)[0], 2.0, 36.0),
    (lambda x: decorated.hvp(x, 1.0), 2.0, 6.0),
    (lambda x: decorated.grad.jvp((x,), (1.0,))[1], 2.0, 6.0),
    (lambda x: slope(x) * curvature(x), 2.0, 12.0 * 12.0 + 12.0 * 6.0),
    (lambda x: sum([grad(lambda y: y * y * k)(x) for k in range(4)]), 2.0, 12.0),
    (lambda x: (lambda op: op(cube)(x))(grad), 2.0, 12.0),
    (lambda x: sum(map(grad(cube), [x, 2 * x])), 2.0, 60.0),
    (lambda x: functools.partial(grad(cube))(x), 2.0, 12.0),
    (lambda x: np.sum(grad(lambda v: np.sum(v**3))(x[1:])), A, [0.0, 12.0]),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_nested(number):
    f, x, expected = CASES[number]
    np.testing.assert_allclose(grad(f)(x), expected)
    along = np.ones_like(x)
    np.testing.assert_allclose(jvp(f, (x,), (along,))[1], np.sum(expected))


def descent(params, x, y):
    def loss(p):
        return np.mean((np.tanh(x @ p["w"]) + p["b"] - y) ** 2)

    for _ in range(2):
        slopes = grad(loss)(params)
        params = {k: params[k] - 0.1 * slopes[k] for k in params}
    return loss(params)


def descent_by_cases(w, x, y, n=4):
    def loss(v):
        return np.mean((x * v - y) ** 2)

    k = 0
    while k < n:
        if k % 2 == 0:
            w = w - 0.1 * grad(loss)(w)
        else:
            value, slope = value_and_grad(loss)(w)
            w = w - 0.05 * slope * value
        k += 1
    return loss(w)


def in_two_loops(x):
    total = 0.0
    for i in range(3):
        for j in range(2):
            total = total + grad(lambda y: y * x * x * (i + j))(x)
    return total


def writes(v, a):
    v *= a
    return np.sum(v**2)


def of_a_function_that_writes(x, a):
    u = x * 1.0
    total = 0.0
    for _ in range(3):
        total = total + grad(writes, 1)(u, a)
    return total + np.sum(u)


def pullback_of_then(x):
    u, k, scale = x.copy(), [2.0], 2.0
    _, pullback = vjp(lambda a: np.sum(scale * k[0] * a**3), u)
    u[0], k[0], scale = 5.0, 7.0, 9.0
    return np.sum(pullback(1.0)[0]) + np.sum(u)


PROGRAMS = [
    (descent, ({"w": A, "b": 0.5}, np.ones((3, 2)), np.ones(3))),
    (descent_by_cases, (0.3, A, A + 1.0)),
    (in_two_loops, (2.0,)),
    (of_a_function_that_writes, (A, 1.5)),
    (pullback_of_then, (A,)),
]


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_program(number):
    f, args = PROGRAMS[number]
    s2sad.check_grads(f, args)


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_the_value_is_that_of_the_program(number):
    f, args = PROGRAMS[number]
    np.testing.assert_allclose(value_and_grad(f)(*args)[0], f(*args))


def test_the_same_array_twice_under_a_function_that_writes_is_refused():
    def f(x, a):
        u = x * 1.0
        return np.sum(grad(lambda v, w: np.sum(writes(v, a) * w))(u, u))

    with pytest.raises(s2sad.UnsupportedError, match="writes into"):
        grad(f)(A, 2.0)
