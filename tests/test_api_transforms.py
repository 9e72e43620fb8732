"""The contract on transforms, row by row."""

import collections

import numpy as np
import pytest

import s2sad
from s2sad import (
    GradientCheckError, InactiveArgumentError, NonScalarOutputError, UnsupportedError, check_grads,
    checkpoint, custom_vjp, elementwise_grad, grad, grad_named, hessian, hvp, jacfwd, jacobian,
    jacrev, jvp, multigrad, multigrad_dict, no_grad, stop_gradient, value_and_grad, vjp,
)  # fmt: skip

A, B = np.array([1.0, 2.0]), np.array([3.0, 4.0])
Z = A + 1j * np.array([0.5, -0.3])


def f(a, b):
    return np.sum(a * a * b)


def with_aux(a, b):
    return np.sum(a * b), {"a": a, "text": "x", "n": 3}


def powered(a, n=3, *, k=2.0):
    return np.sum(k * a**n)


@checkpoint
def remembered(x, k=2):
    return np.sin(x) ** k


def stopped(x):
    with no_grad():
        y = x * x
    return y * x


def stopped_among_others(x):
    with np.errstate(all="ignore"), s2sad.no_grad():
        y = x * x
    return y * x


SELECTED = [
    (lambda: grad(f)(A, B), 2 * A * B),
    (lambda: grad(f, 1)(A, B), A * A),
    (lambda: grad(f, np.int64(1))(A, B), A * A),
    (lambda: grad(f, -1)(A, B), A * A),
    (lambda: grad(f, -2)(A, B), 2 * A * B),
    (lambda: grad(f, (1, 0))(A, B), (A * A, 2 * A * B)),
    (lambda: grad(f, [1, 0])(A, B), (A * A, 2 * A * B)),
    (lambda: grad(f, (-1,))(A, B), (A * A,)),
    (lambda: grad(f, (0, 0))(A, B), (2 * A * B, 2 * A * B)),
    (lambda: grad(f)(b=B, a=A), 2 * A * B),
    (lambda: grad(f, argnames="b")(A, B), A * A),
    (lambda: grad(f, argnames="b")(A, b=B), A * A),
    (lambda: grad(f, argnames=("b", "a"))(A, B), {"b": A * A, "a": 2 * A * B}),
    (lambda: grad(f, argnames=("b",))(A, B), {"b": A * A}),
    (lambda: grad(f, backend="numpy")(A, B), 2 * A * B),
    (lambda: grad(f, backend="auto")(A, B), 2 * A * B),
    (lambda: grad(powered, argnames="k")(A, k=2.0), 9.0),
    (lambda: value_and_grad(f, (0, 1))(A, B), (19.0, (2 * A * B, A * A))),
    (lambda: value_and_grad(f, argnames="b")(A, B), (19.0, A * A)),
    (lambda: grad(with_aux, has_aux=True)(A, B), (B, with_aux(A, B)[1])),
    (lambda: value_and_grad(with_aux, has_aux=True)(A, B), (with_aux(A, B), B)),
    (lambda: value_and_grad(with_aux, (0, 1), has_aux=True)(A, B), (with_aux(A, B), (B, A))),
    (lambda: grad_named(f, "b")(A, B), A * A),
    (lambda: multigrad(f, [0, 1])(A, B), (2 * A * B, A * A)),
    (lambda: multigrad(f, (1,))(A, B), (A * A,)),
    (lambda: multigrad_dict(f)(A, B), {"a": 2 * A * B, "b": A * A}),
    (lambda: multigrad_dict(powered)(A), {"a": 6 * A**2, "n": None, "k": 9.0}),
    (lambda: multigrad_dict(lambda a, *rest: a * rest[0])(2.0, 3.0), {"a": 3.0, "rest": (2.0,)}),
    (lambda: elementwise_grad(np.tanh)(A), 1 - np.tanh(A) ** 2),
    (lambda: elementwise_grad(lambda a, b: a * b, 1)(A, B), A),
    (lambda: elementwise_grad(elementwise_grad(np.sin))(A), -np.sin(A)),
    (lambda: elementwise_grad(lambda z: z * z)(Z), 2 * Z),
    (lambda: elementwise_grad(lambda z: np.abs(z) ** 2)(Z), 2 * np.conj(Z)),
    # one element counts as a scalar
    (lambda: grad(lambda x: x * x)(np.array([3.0])), np.array([6.0])),
    (lambda: grad(lambda x: x * x)(np.array([[3.0]])), np.array([[6.0]])),
    (lambda: grad(lambda x, y: x * 2.0, 1)(3.0, 2.0), 0.0),
    (lambda: grad(lambda x: 2.0)(3.0), 0.0),
]
MODES = [
    (lambda: jvp(f, (A, B), (B, A)), (19.0, 2 * np.sum(A * B * B) + np.sum(A**3))),
    (lambda: jvp(f, [A, B], [B, None])[1], 2 * np.sum(A * B * B)),
    (lambda: jvp(np.sin, (A,), (np.ones(2, int),))[1], np.cos(A)),
    (lambda: jvp(lambda a, n: a**n, (3.0, 2), (1.0, None)), (9.0, 6.0)),
    (lambda: jvp(lambda p: {"y": p[0] * p[1]["k"], "n": 3}, ((A, {"k": 2.0}),),
                 ((None, {"k": 1.0}),)), ({"y": 2 * A, "n": 3}, {"y": A, "n": None})),
    (lambda: vjp(f, A, B)[1](2.0), (4 * A * B, 2 * A * A)),
    (lambda: vjp(lambda p: (p["a"] * p["b"], [p["n"]]), {"a": A, "b": 2.0, "n": 3})[1](
        (B, [None])), ({"a": 2 * B, "b": np.sum(A * B), "n": None},)),
    (lambda: vjp(lambda x: (x * x, x), 3.0)[1]((1.0, 1.0)), (7.0,)),
    (lambda: vjp(lambda x: (x * x, x), 3.0)[1]((1.0, None)), (6.0,)),
    (lambda: hvp(f)(A, B, A), 2 * B * A),
    (lambda: hvp(f, 1)(A, B, B), 0 * A),
    (lambda: hvp(f, -1)(A, B, B), 0 * A),
    (lambda: hvp(f, (0, 1))(A, B, A, B), (4 * A * B, 2 * A * A)),
    (lambda: hvp(f, (0, 1))(A, B, (A, B)), (4 * A * B, 2 * A * A)),
    (lambda: hvp(powered)(A, A, k=4.0), 24 * A * A),
    (lambda: hvp(lambda p: p["a"] * p["b"] ** 2)({"a": 2.0, "b": 3.0}, {"a": 1.0, "b": 0.0}),
     {"a": 0.0, "b": 6.0}),
    (lambda: hvp(lambda z: np.sum(np.abs(z) ** 2))(Z, 1j * Z), 2 * np.conj(1j * Z)),
    (lambda: hessian(f)(A, B), np.diag(2 * B)),
    (lambda: hessian(f, -1)(A, B), np.zeros((2, 2))),
    (lambda: hessian(f, (0, 1))(A, B), ((np.diag(2 * B), np.diag(2 * A)),
                                        (np.diag(2 * A), np.zeros((2, 2))))),
    (lambda: hessian(lambda x: x**3)(2.0), 12.0),
    (lambda: hessian(np.sum)(A), np.zeros((2, 2))),
    (lambda: hessian(lambda p: p["a"] * p["b"] ** 2)({"a": 2.0, "b": 3.0}),
     {"a": {"a": 0.0, "b": 6.0}, "b": {"a": 6.0, "b": 4.0}}),
    (lambda: grad(remembered)(0.3), np.sin(0.6)),
    (lambda: grad(lambda x: np.sum(remembered(x, k=3)))(A), 3 * np.sin(A) ** 2 * np.cos(A)),
    (lambda: remembered(A, k=3), np.sin(A) ** 3),
    (lambda: hessian(lambda x: np.sum(remembered(x)))(A), np.diag(2 * np.cos(2 * A))),
    (lambda: grad(lambda x: x * stop_gradient(x))(2.0), 2.0),
    (lambda: stop_gradient({"a": A})["a"], A),
    (lambda: grad(stopped)(3.0), 9.0),
    (lambda: grad(stopped_among_others)(3.0), 9.0),
    (lambda: jvp(stopped, (3.0,), (1.0,)), (27.0, 9.0)),
]  # fmt: skip


def same(found, expected):
    """Equal in structure and, nearly, in numbers."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key in expected:
            same(found[key], expected[key])
    elif isinstance(expected, (tuple, list)):
        assert type(found) is type(expected) and len(found) == len(expected)
        for one, other in zip(found, expected):
            same(one, other)
    elif expected is None or isinstance(expected, str):
        assert found is expected or found == expected
    else:
        assert np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("number", range(len(SELECTED)))
def test_selected(number):
    call, expected = SELECTED[number]
    same(call(), expected)


@pytest.mark.parametrize("number", range(len(MODES)))
def test_mode(number):
    call, expected = MODES[number]
    same(call(), expected)


# --- Jacobians ---

FUNCTIONS = [
    (lambda x: np.outer(x, x), A),
    (lambda x: np.array([x, x * x]), 2.0),
    (lambda x: x * x, 2.0),
    (lambda x: np.sum(x), np.ones((2, 3))),
    (lambda x: x @ x.T, np.arange(6.0).reshape(2, 3)),
    (lambda x: x[:0], A),
    (lambda x: np.ones(3), A),
    (lambda x: np.exp(1j * x), A),
    (lambda x: 1j * x * x, 2.0),
    (lambda z: np.abs(z) ** 2, Z),
    (lambda z: np.abs(z) ** 2, 1 + 2j),
    (lambda z: np.sum(np.abs(z) ** 2), Z),
    (lambda z: z.real * z.imag, Z),
    (lambda z: z * z * 1j, Z),
    (lambda z: np.exp(z), 1 + 2j),
]


def numerical(f, x):
    """The Jacobian by differences: df/dx, or df/dx - i df/dy for real f of complex numbers. A
    holomorphic function has df/dx as its derivative."""
    x, y = np.asarray(x), np.asarray(f(x))
    result = np.zeros(y.shape + x.shape, complex if np.iscomplexobj(x) else y.dtype)
    for index in np.ndindex(x.shape):
        for step in (1, 1j) if np.iscomplexobj(x) and not np.iscomplexobj(y) else (1,):
            h = np.zeros_like(x)
            h[index] = 1e-6 * step
            part = (np.asarray(f((x + h)[()])) - np.asarray(f((x - h)[()]))) / 2e-6
            result[(..., *index)] += part * np.conj(step)
    return result


@pytest.mark.parametrize("transform", [jacobian, jacfwd, jacrev])
@pytest.mark.parametrize("number", range(len(FUNCTIONS)))
def test_jacobian(transform, number):
    f, x = FUNCTIONS[number]
    found = transform(f)(x)
    assert np.shape(found) == np.shape(f(x)) + np.shape(x)
    np.testing.assert_allclose(found, numerical(f, x), atol=1e-7)


@pytest.mark.parametrize("transform", [jacobian, jacfwd, jacrev])
def test_jacobian_of_structures(transform):
    def g(p, k):
        return {"y": p["a"] * p["b"], "rest": (p["b"], k, 2.0)}

    found = transform(g)({"a": A, "b": 2.0}, 3)
    rest = {"a": np.zeros(2), "b": 1.0}, None, {"a": np.zeros(2), "b": 0.0}
    same(found, {"y": {"a": 2 * np.eye(2), "b": A}, "rest": rest})
    same(transform(lambda a, b: a * b, (0, -1))(A, B), (np.diag(B), np.diag(A)))
    assert transform(lambda a: a * a)(A.astype(np.float32)).dtype == np.float32


def test_hessian_of_tuples_of_one_item():
    product = hessian(lambda p: p[0][0] * p[0][1])
    assert product(((2.0, 3.0),)) == ((((0.0, 1.0),), ((1.0, 0.0),)),)
    Point = collections.namedtuple("Point", "x")
    assert hessian(lambda p: p[0].x ** 3)((Point(2.0),)) == (Point((Point(12.0),)),)


@pytest.mark.parametrize("mode", [None, "fwd", "rev"])
def test_mode_of_a_jacobian(mode):
    same(jacobian(lambda x: x * x, mode=mode)(A), np.diag(2 * A))


@pytest.mark.parametrize("transform", [jacobian, jacfwd, jacrev, elementwise_grad])
def test_a_function_that_is_not_holomorphic_is_refused(transform):
    with pytest.raises(UnsupportedError, match="holomorphic"):
        transform(lambda z: 1j * np.conj(z))(Z)
    with pytest.raises(UnsupportedError, match="holomorphic"):
        hessian(lambda z: np.sum(np.abs(z) ** 2))(Z)


# --- the complex convention ---


@pytest.mark.parametrize("y_bar", [0.3, np.float64(0.3)])
def test_cotangents_have_the_dtypes_of_their_arguments(y_bar):
    x, w, a = np.array([1.1, 0.7], np.float32), np.array([0.3, 0.9]), np.float32(0.7)
    _, pullback = s2sad.vjp(lambda x, w: np.sum(w * x), x, w)
    x_bar, w_bar = pullback(y_bar)
    assert x_bar.dtype == np.float32 and w_bar.dtype == np.float64
    np.testing.assert_allclose(w_bar, 0.3 * x.astype(float), rtol=1e-14)
    _, pullback = s2sad.vjp(lambda a: float(a) * 2.0, a)
    assert type(pullback(y_bar)[0]) is np.float32


def test_complex_gradients():
    same(grad(lambda z: np.real(z * z * (1 + 2j)))(1 + 1j), 2 * (1 + 1j) * (1 + 2j))
    same(grad(lambda z: np.abs(z) ** 2)(1 + 1j), 2 - 2j)
    same(grad(lambda z: np.sum(z.real**2 + 3 * z.imag))(np.array([1 + 1j])), np.array([2 - 3j]))
    assert type(grad(np.real)(1 + 1j)) is complex
    assert grad(lambda z: np.sum(z.real))(np.ones(2, np.complex64)).dtype == np.complex64
    assert grad(lambda z: z.real)(np.complex64(1)).dtype == np.complex64


# --- refusals ---

REFUSALS = [
    (lambda: grad(lambda x: x * x)(A), NonScalarOutputError, "one number"),
    (lambda: grad(lambda x: None)(3.0), NonScalarOutputError, "None"),
    (lambda: grad(lambda x: 1j * x)(3.0), NonScalarOutputError, "complex"),
    (lambda: grad(lambda x: (x, x))(3.0), NonScalarOutputError, "tuple"),
    (lambda: grad(lambda x: int(x))(3.0), NonScalarOutputError, "integer"),
    (lambda: grad(f, has_aux=True)(A, B), NonScalarOutputError, "pair"),
    (lambda: hessian(lambda x: x * x)(A), NonScalarOutputError, "one number"),
    (lambda: hvp(lambda x: x * x)(A, A), NonScalarOutputError, "one number"),
    (lambda: jacobian(np.argmax)(A), NonScalarOutputError, "integer"),
    (lambda: elementwise_grad(lambda x: (x, x))(A), NonScalarOutputError, "number or array"),
    (lambda: elementwise_grad(lambda x: 1j * x)(A), NonScalarOutputError, "complex"),
    (lambda: grad(lambda x: x * 2.0)(3), InactiveArgumentError, "'x'.*integer"),
    (lambda: grad(lambda x: x * 2.0)(True), InactiveArgumentError, "truth value"),
    (lambda: grad(lambda x, s: x * 2.0, 1)(3.0, "a"), InactiveArgumentError, "a string"),
    (lambda: grad(lambda x: np.sum(x * 2.0))(np.arange(3)), InactiveArgumentError, "integers"),
    (lambda: grad(lambda p: p["n"] * 2.0)({"n": 3}), InactiveArgumentError, "dict"),
    (lambda: jacobian(lambda x: x * 2.0)(3), InactiveArgumentError, "integer"),
    (lambda: vjp(lambda x: x * 2.0, 3), InactiveArgumentError, "integer"),
    (lambda: jvp(np.sin, (3,), (1.0,)), InactiveArgumentError, "integer"),
    (lambda: grad(f, 5)(A, B), InactiveArgumentError, "position 5"),
    (lambda: grad(f, -3)(A, B), InactiveArgumentError, "position -3"),
    (lambda: grad(f, argnames="c")(A, B), InactiveArgumentError, "'c'"),
    (lambda: grad(f, "a"), s2sad.Error, "argnums"),
    (lambda: grad(f, 1.0), s2sad.Error, "argnums"),
    (lambda: grad(f, argnames=3), s2sad.Error, "argnames"),
    (lambda: jacobian(f, mode="both"), s2sad.Error, "both"),
    (lambda: jvp(np.sin, A, A), s2sad.Error, "tuples"),
    (lambda: jvp(np.sin, (A,), ()), s2sad.Error, "1 primals but 0"),
    (lambda: jvp(np.sin, (A,), (np.ones(3),)), s2sad.Error, r"\(3,\).*\(2,\)"),
    (lambda: jvp(np.sin, (A,), (1j * A,)), s2sad.Error, "complex"),
    (lambda: vjp(np.sin, A)[1](np.ones(3)), s2sad.Error, r"\(3,\).*\(2,\)"),
    (lambda: vjp(lambda x: {"y": x}, A)[1]({"z": A}), s2sad.Error, "structure"),
    (lambda: hvp(f)(A, B, np.ones(3)), s2sad.Error, r"\(3,\).*\(2,\)"),
    (lambda: check_grads(np.sin, A), s2sad.Error, "tuple"),
    (lambda: check_grads(np.sin, (A,), modes=("back",)), s2sad.Error, "'back'"),
    (lambda: check_grads(np.sin, (A,), modes=()), s2sad.Error, "no derivative is asked for"),
    (lambda: check_grads(np.sin, (A,), order=0), s2sad.Error, "order is 0"),
    (lambda: jvp(f, (A, 3), (A, 1.0)), InactiveArgumentError, "tangent 1 is that of an integer"),
    (lambda: jvp(f, ([A, 3],), ([A, 1.0],)), InactiveArgumentError, "tangent 0 is that"),
    (lambda: jacobian(f, 5)(A, B), InactiveArgumentError, 'in f\n.*\n.*\n.*position 5'),
    (lambda: hvp(f, 5)(A, B, A), InactiveArgumentError, 'in f\n.*\n.*\n.*position 5'),
    (lambda: hessian(lambda x: (x * x, 1))(3.0), NonScalarOutputError, "hessian needs"),
]


def test_an_integer_has_a_tangent_of_zero():
    for zero in (None, 0, 0.0):
        assert jvp(lambda x, n: x**n, (3.0, 2), (1.0, zero)) == (9.0, 6.0)
    like = {"x": 1.0, "n": 2, "name": "a"}  # a copy of an argument may be its tangent
    assert jvp(lambda p: p["x"] ** p["n"], (like,), (like,)) == (1.0, 2.0)
    assert jvp(lambda x, n: x**n, (3.0, 2), (3.0, 2)) == (9.0, 18.0)


def test_what_a_call_lacks_is_said_in_its_own_terms():
    for call in (hvp(powered), hvp(np.sin)):
        with pytest.raises(TypeError, match="missing.*; the last argument is v, given by position"):
            call(A)


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_refusal(number):
    call, error, message = REFUSALS[number]
    with pytest.raises(error, match=f"(?s){message}") as caught:
        call()
    assert isinstance(caught.value, s2sad.Error) and "<s2sad" not in str(caught.value)


# --- check_grads ---


@custom_vjp
def wrong_in_one_entry(x, y):
    return np.sin(x) * y


@wrong_in_one_entry.defvjp
def _(ans, g, x, y):
    return g * y * np.cos(x) * np.array([1.0, 1.01]), g * np.sin(x)


@wrong_in_one_entry.defjvp
def _(ans, t, x, y):
    return t[0] * y * np.cos(x) + t[1] * np.sin(x)


@custom_vjp
def wrong_sign(x, y):
    return np.sin(x) * y


@wrong_sign.defvjp
def _(ans, g, x, y):
    return g * y * np.cos(x), g * np.sin(x)


@wrong_sign.defjvp
def _(ans, t, x, y):
    return t[0] * y * np.cos(x) - t[1] * np.sin(x)


def test_check_grads_holds_for_right_rules():
    check_grads(f, (A, B))
    check_grads(f, [A, B], order=1, modes=["fwd"], atol=1e-4, rtol=1e-4)
    check_grads(f, (A, B), modes="rev")
    check_grads(lambda p: p["a"] * p["b"][0], ({"a": 2.0, "b": [A]},))
    check_grads(lambda z: np.abs(z) ** 2, (Z,))


def test_check_grads_names_argument_entry_and_both_values():
    with pytest.raises(GradientCheckError) as caught:
        check_grads(wrong_in_one_entry, (A, B), modes=("rev",))
    text = str(caught.value)
    value = B[1] * np.cos(A[1])
    assert "reverse mode" in text and "argument x, entry [1]" in text
    weights = [float(word) for word in text.replace(",", " ").split() if word[:1] in "-0123456789."]
    assert any(np.isclose(a / b, 1.01) for a in weights for b in weights if b) and value
    with pytest.raises(GradientCheckError, match=r"forward mode.*argument y, entry \[0\]"):
        check_grads(wrong_sign, (A, B), modes=("fwd",))
    with pytest.raises(GradientCheckError, match=r"argument p, entry \['b'\]\[0\]\[0\]"):
        check_grads(lambda p: wrong_sign(p["a"], p["b"][0]), ({"a": A, "b": [B]},))


def writer(x, y):
    """Writes into both of its arguments, and returns what it has written."""
    x[1:] = np.sin(x[:-1]) * y[1:]
    y *= 2.0
    for i in range(1, len(x)):
        x[i] += x[i - 1] * y[i]
    return x, [y * x[0], 1.0]


def total(x, y):
    return np.sum(writer(x, y)[0] ** 2)


def pure_writer(x, y):
    return writer(x.copy(), y.copy())


def pure_total(x, y):
    return total(x.copy(), y.copy())


#: what is asked of a function of one number, and of one of arrays
OF_WRITERS = {
    "grad": lambda f, g, x, y: grad(f)(x, y),
    "hessian": lambda f, g, x, y: hessian(f)(x, y),
    "hvp": lambda f, g, x, y: hvp(f)(x, y, np.ones(3)),
    "jacrev": lambda f, g, x, y: jacrev(g, argnums=(0, 1))(x, y),
    "jacfwd": lambda f, g, x, y: jacfwd(g, argnums=(0, 1))(x, y),
    "jvp": lambda f, g, x, y: jvp(f, (x, y), (np.ones(3), np.ones(3))),
    "vjp": lambda f, g, x, y: vjp(f, x, y)[1](1.5),
    "multigrad": lambda f, g, x, y: multigrad(f, [0, 1])(x, y),
}


@pytest.mark.parametrize("name", OF_WRITERS)
def test_arguments_are_written_once_whatever_is_asked(name):
    ask = OF_WRITERS[name]
    x, y = np.array([0.3, -0.5, 0.7]), np.array([1.0, 2.0, 0.5])
    expected = ask(pure_total, pure_writer, x, y)
    written = x.copy(), y.copy()
    writer(*written)
    same(ask(total, writer, x, y), expected)
    same((x, y), written)


@pytest.mark.parametrize("transform", [s2sad.jacfwd, s2sad.jacrev, s2sad.jacobian])
def test_blocks_of_a_jacobian_that_are_zero_are_made_at_once(transform):
    """A part of the result on which an argument has no influence has no sweep for each entry."""
    x, w = np.arange(3.0), np.ones(2)
    made = transform(lambda x, w: (x * 2.0, np.sum(w)), (0, 1))
    (xx, xw), (wx, ww) = made(x, w)
    np.testing.assert_array_equal(xx, 2.0 * np.eye(3))
    np.testing.assert_array_equal(xw, np.zeros((3, 2)))
    np.testing.assert_array_equal(wx, np.zeros(3))
    np.testing.assert_array_equal(ww, np.ones(2))
    assert made.source(x, w).count("for ") <= 2
    assert "for " not in transform(lambda x: np.round(x)).source(x)


def test_a_hessian_that_is_zero_is_made_at_once():
    x = np.arange(3.0)
    made = s2sad.hessian(lambda x, w: np.sum(x * w), (0, 1))
    (xx, xw), (wx, ww) = made(x, x)
    np.testing.assert_array_equal(np.stack([xx, ww]), np.zeros((2, 3, 3)))
    np.testing.assert_array_equal(np.stack([xw, wx]), np.stack([np.eye(3), np.eye(3)]))
    assert not np.shares_memory(xx, ww)
    made = s2sad.hessian(lambda x, w: np.sum(x * w))
    assert "for " not in made.source(x, x)
    assert made(x, x).shape == (3, 3)


ONE_ENTRY = [
    (lambda x: x[:1] * x[1], [2.0, 1.0, 0.0]),
    (lambda x: x[-1:] * x[1], [0.0, 3.0, 2.0]),
    (lambda x: np.diff(x[:2]), [-1.0, 1.0, 0.0]),
    (lambda x: x @ np.ones((3, 2))[:, :1], [1.0, 1.0, 1.0]),
    (lambda x: np.sum(x, keepdims=True), [1.0, 1.0, 1.0]),
]


@pytest.mark.parametrize("number", range(len(ONE_ENTRY)))
def test_a_result_of_one_entry_is_one_number(number):
    """Also where the lengths of the arguments decide that it has one."""
    f, expected = ONE_ENTRY[number]
    x = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(s2sad.grad(f)(x), expected)
    value, gradient = s2sad.value_and_grad(f)(x)
    assert value.shape == f(x).shape and gradient.shape == x.shape


def test_the_lengths_of_a_call_decide_whether_the_result_is_one_number():
    gradient = s2sad.grad(lambda x: x[1:] * x[0])
    np.testing.assert_array_equal(gradient(np.array([2.0, 3.0])), [3.0, 2.0])
    with pytest.raises(s2sad.NonScalarOutputError, match="returns an array of f64 with 1 axis"):
        gradient(np.ones(3))
    with pytest.raises(s2sad.NonScalarOutputError, match="sum the result"):
        gradient.source("f64[n]")
