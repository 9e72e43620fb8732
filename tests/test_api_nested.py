"""The contract on transforms that are called inside differentiated code."""

import functools

import numpy as np
import pytest

import s2sad
from s2sad import differentiate, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

A = np.array([1.0, 2.0])


def cube(x):
    return x * x * x


def keyed(p):
    return p["a"] ** 2 * p["b"]


def parts(a):
    return {"p": a * a, "q": a**3}


decorated = differentiate(cube)
by_name = differentiate(argnames="b")(lambda a, b=2.0: a * a * b**3)
by_names = differentiate(argnames=("b", "a"))(lambda a, b: a * a * b**3)
by_keyword = differentiate(argnames="b")(lambda a, *, b=2.0: a * a * b**3)
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
    (lambda x: by_name.grad(x), 3.0, 72.0),
    (lambda x: by_name.grad.jacobian(x, x), 2.0, 72.0),
    (lambda x: by_keyword.jacobian(x), 3.0, 72.0),
    (lambda x: by_keyword.hvp(x, 1.0, b=x), 2.0, 72.0),
    (lambda x: by_names.jacobian(x, 3.0)["a"], 2.0, 54.0),
    (lambda x: by_names.hessian(x, 3.0)["a"]["b"], 2.0, 54.0),
    (lambda x: by_names.hvp(x, 3.0, (1.0, 0.0))["a"], 2.0, 54.0),
    (lambda x: by_names.hvp(x, 3.0, {"a": 0.0, "b": 1.0})["a"], 2.0, 54.0),
    (lambda x: hvp(lambda a, b: a * a * b**3, (0, 1))(x, 3.0, (x, 0.0))[0], 2.0, 54.0),
    (lambda x: grad(lambda a, b=2.0: a * a * b**3, argnames="b")(x), 3.0, 72.0),
    (lambda x: slope(x) * curvature(x), 2.0, 12.0 * 12.0 + 12.0 * 6.0),
    (lambda x: sum([grad(lambda y: y * y * k)(x) for k in range(4)]), 2.0, 12.0),
    (lambda x: (lambda op: op(cube)(x))(grad), 2.0, 12.0),
    (lambda x: sum(map(grad(cube), [x, 2 * x])), 2.0, 60.0),
    (lambda x: functools.partial(grad(cube))(x), 2.0, 12.0),
    (lambda x: np.sum(grad(lambda v: np.sum(v**3))(x[1:])), A, [0.0, 12.0]),
    (lambda x: grad(lambda a, b: a * b * b, [0, 1])(x, x)[1], 2.0, 8.0),
    (lambda x: grad(lambda a, *, b: a * b * b, argnames="b")(x, b=x), 2.0, 8.0),
    (lambda x: jvp(keyed, ({"a": x, "b": x},), ({"b": 0.0, "a": 1.0},))[1], 2.0, 8.0),
    (lambda x: vjp(parts, x)[1]({"q": x, "p": 0.0})[0], 2.0, 36.0),
    (lambda x: vjp(parts, x)[1]({"q": x, "p": None})[0], 2.0, 36.0),
    (lambda x: vjp(lambda a: [a * a, (a**3, a)], x)[1]([None, (x, None)])[0], 2.0, 36.0),
    (lambda x: jvp(lambda p: p[0] * p[1] * x, ([x, 3.0],), ([None, x],))[1], 2.0, 12.0),
    (lambda x: jvp(lambda a, n: a * a * n, (x, 3), (1.0, None))[1], 2.0, 6.0),
    (lambda x: jvp(lambda a: a, (x,), (3,))[1] // 2 * x, 2.0, 1.0),
    (lambda x: np.sum(jvp(lambda a: a * x, (x,), ([1.0, 2.0],))[1]), A, [1.0, 2.0]),
    (lambda x: np.sum(jvp(lambda a: a * x, (x,), (np.arange(2),))[1]), A, [0.0, 1.0]),
    (lambda x: np.sum(vjp(lambda a: a * x, x)[1](np.arange(2))[0]), A, [0.0, 1.0]),
    (lambda x: np.sum(jvp(lambda a: a * x, (x,), (None,))[1]), A, [0.0, 0.0]),
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


#: tangents and cotangents that the transforms refuse outside of differentiated code, too
REFUSALS = [
    (lambda x: np.sum(jvp(np.sin, (x,), (1.0,))[1]), A, "does not have the shape"),
    (lambda x: np.sum(jvp(np.sin, (x,), (np.ones(1),))[1]), A, "does not have the shape"),
    (lambda x: np.sum(jvp(np.sin, (x[0],), (x,))[1]), A, "does not have the shape"),
    (lambda x: np.sum(vjp(np.sum, x)[1](np.ones(2))[0]), A, "does not have the shape"),
    (lambda x: abs(jvp(np.sin, (x,), (1j,))[1]), 2.0, "is complex"),
    (lambda x: jvp(np.sin, (x,), ("a",))[1], 2.0, "is no number"),
    (lambda x: jvp(lambda a, n: a * n, (x, 3), (1.0, x))[1], 2.0, "tangent 1 .* an integer"),
    (lambda x: jvp(keyed, ({"a": x, "b": x},), ({"b": x},))[1], 2.0, "structure"),
    (lambda x: vjp(parts, x)[1]((x, x))[0], 2.0, "structure"),
    (lambda x: jvp(np.sin, x, x)[1], 2.0, "must be tuples"),
    (lambda x: jvp(lambda a, b=1.0: a * b, (x, x), (x,))[1], 2.0, "2 primals but 1 tangents"),
    (lambda x: grad(lambda a: a * x)(3), 2.0, "the lambda has no derivative with respect to 'a'"),
    (lambda x: x * s2sad.check_grads(cube, (x,)), 2.0, "call it outside"),
    (lambda x: differentiate(cube).grad(x), 2.0, "decorate outside"),
    (lambda x: len(decorated.grad.source(2.0)) * x, 2.0, "call it outside"),
]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_refusal(number):
    f, x, message = REFUSALS[number]
    with pytest.raises(s2sad.Error, match=message) as caught:
        grad(f)(x)
    assert "in <lambda>" in str(caught.value) and "inner" not in str(caught.value)


def test_a_length_that_the_run_decides_is_that_of_the_primal():
    def f(x, v):
        return np.sum(jvp(lambda a: a * a, (x,), (v[v > 0.0],))[1])

    np.testing.assert_allclose(grad(f)(A, np.array([3.0, -1.0, 4.0])), [6.0, 8.0])
    with pytest.raises(ValueError, match="reshape"):
        grad(f)(A, np.array([3.0, -1.0, -4.0]))
