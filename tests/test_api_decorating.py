"""The contract on decorating: what carries derivatives, and that it stays what it was."""

import copy
import functools
import inspect
import linecache
import math
import operator
import pickle
import subprocess
import sys

import numpy as np
import pytest

import s2sad
from s2sad import differentiate, grad, hessian, jacobian, jvp, vjp

W, X, Y = np.array([0.3, -0.7]), np.arange(6.0).reshape(3, 2), np.ones(3)
LOSS_GRAD = 2 / 3 * (X @ W - Y) @ X


@differentiate
def loss(w, x, y=0.5):
    """The mean square."""
    return np.mean((x @ w - y) ** 2)


@differentiate(argnums=(0, 1), backend="numpy")
def product(a, b):
    return a * a * b


@differentiate
def wave(x):
    return np.sin(x) * x


def plain_wave(x):
    return np.sin(x) * x


S, C = math.sin(0.3), math.cos(0.3)
SLOPES = (S + 0.3 * C, 2 * C - 0.3 * S, -3 * S - 0.3 * C)


class Model:
    def __init__(self, scale):
        self.scale = scale

    @differentiate
    def loss(self, x):
        return np.sum(self.scale * x * x)

    def plain(self, x):
        return np.sum(self.scale * x * x)

    def __call__(self, x):
        return np.sum(self.scale * x**3)

    @differentiate
    @classmethod
    def of_class(cls, x):
        return x * x

    @differentiate
    @staticmethod
    def static(x):
        return x * x

    @staticmethod
    @differentiate
    def static_outside(x):
        return x * x


MODEL = Model(np.array([1.0, 2.0]))


@s2sad.custom_vjp
def ruled(x):
    return x * x


ruled.defvjp(lambda ans, g, x: (5 * g,))


@s2sad.checkpoint
def again(x):
    return x * x


def test_the_function_is_what_it_was():
    assert loss(W, X, Y) == np.mean((X @ W - Y) ** 2) and loss.__name__ == "loss"
    assert loss.__doc__ == "The mean square." and loss(W, X) == loss(W, X, 0.5)
    assert inspect.isfunction(loss) and str(inspect.signature(loss)) == "(w, x, y=0.5)"


def test_side_effects_happen_once(capsys):
    @differentiate
    def noisy(x):
        print("here")
        return x * x

    noisy(2.0)
    assert capsys.readouterr().out == "here\n"
    assert noisy.value_and_grad(2.0) == (4.0, 4.0) and capsys.readouterr().out == "here\n"


@pytest.mark.parametrize("derivative", [loss.grad, loss.hessian, grad(loss), jacobian(loss)])
def test_a_derivative_is_wrapped(derivative):
    assert derivative.__name__ == "loss" and derivative.__doc__ == "The mean square."
    assert derivative.__wrapped__ is loss and derivative.__module__ == __name__
    assert str(inspect.signature(derivative)) == "(w, x, y=0.5)"


@pytest.mark.parametrize(("mode", "signature"), [
    ("jvp", "(primals, tangents)"), ("vjp", "(*primals, has_aux=False)"),
])  # fmt: skip
def test_jvp_and_vjp_are_called_without_the_function(mode, signature):
    found = getattr(loss, mode)
    assert found.__name__ == "loss" and found.__doc__ == "The mean square."
    assert str(inspect.signature(found)) == signature


ATTRIBUTES = [
    (lambda: loss.grad(W, X, Y), LOSS_GRAD),
    (lambda: loss.grad(W, x=X, y=Y), LOSS_GRAD),
    (lambda: loss.grad(W, X), loss.grad(W, X, 0.5)),
    (lambda: loss.value_and_grad(W, X, Y)[0], loss(W, X, Y)),
    (lambda: loss.value_and_grad(W, X, Y)[1], LOSS_GRAD),
    (lambda: loss.jvp((W, X, Y), (W, None, None))[1], LOSS_GRAD @ W),
    (lambda: loss.vjp(W, X, Y)[1](2.0)[0], 2 * LOSS_GRAD),
    (lambda: loss.jacobian(W, X, Y), LOSS_GRAD),
    (lambda: loss.jacfwd(W, X, Y), LOSS_GRAD),
    (lambda: loss.jacrev(W, X, Y), LOSS_GRAD),
    (lambda: loss.hessian(W, X, Y), 2 / 3 * X.T @ X),
    (lambda: loss.hvp(W, X, Y, W), 2 / 3 * X.T @ X @ W),
    (lambda: wave.elementwise_grad(0.3), SLOPES[0]),
    (lambda: loss.grad_named("w")(W, X, Y), LOSS_GRAD),
    (lambda: loss.multigrad((0,))(W, X, Y)[0], LOSS_GRAD),
    (lambda: loss.multigrad_dict(W, X, Y)["w"], LOSS_GRAD),
    (lambda: grad(loss.checkpoint)(W, X, Y), LOSS_GRAD),
    (lambda: product.grad(2.0, 3.0), [12, 4]),
    (lambda: product.hessian(2.0, 3.0), [[6, 4], [4, 0]]),
    (lambda: product.hvp(2.0, 3.0, 1.0, 0.5), [8, 4]),
    (lambda: product.jacobian(2.0, 3.0), [12, 4]),
    (lambda: wave.grad.grad(0.3), SLOPES[1]),
    (lambda: wave.grad.grad.grad(0.3), SLOPES[2]),
    (lambda: wave.grad.jvp((0.3,), (1.0,)), SLOPES[:2]),
    (lambda: wave.grad.vjp(0.3)[1](1.0)[0], SLOPES[1]),
    (lambda: wave.grad.value_and_grad(0.3), SLOPES[:2]),
    (lambda: wave.grad.hessian(0.3), SLOPES[2]),
    (lambda: wave.hessian.grad(0.3), SLOPES[2]),
    (lambda: grad(grad(plain_wave))(0.3), SLOPES[1]),
    (lambda: jacobian(grad(grad(plain_wave)))(0.3), SLOPES[2]),
    (lambda: jvp(grad(plain_wave), (0.3,), (2.0,))[1], 2 * SLOPES[1]),
    (lambda: vjp(wave.grad, 0.3)[1](1.0)[0], SLOPES[1]),
    (lambda: loss.grad.jacobian(W, X, Y), 2 / 3 * X.T @ X),
]


@pytest.mark.parametrize("number", range(len(ATTRIBUTES)))
def test_attribute(number):
    call, expected = ATTRIBUTES[number]
    for _ in range(2):  # the first call compiles, the second finds it
        np.testing.assert_allclose(call(), expected, atol=1e-12)


def test_check_grads_is_an_attribute_too():
    loss.check_grads((W, X, Y), order=1)


def test_derivatives_of_derivatives_are_kept():
    assert loss.grad.grad is loss.grad.grad and loss.grad is loss.grad


CALLABLES = [
    (np.sin, (0.3,), C),
    (math.sin, (0.3,), C),
    (np.linalg.det, (2 * np.eye(2),), 2 * np.eye(2)),
    (np.linalg.norm, (np.ones(4),), 0.5),
    (np.sum, (np.ones(3),), 1),
    (np.dot, (W, X[0]), X[0]),
    (np.logaddexp, (1.0, 1.0), 0.5),
    (abs, (-0.3,), -1),
    (operator.mul, (2.0, 3.0), 3),
    (pow, (2.0, 3.0), 12),
    (sum, ([1.0, 2.0],), [1, 1]),
    (functools.partial(loss, x=X, y=Y), (W,), LOSS_GRAD),
    (functools.partial(plain_wave), (0.3,), SLOPES[0]),
    (MODEL.plain, (W,), 2 * MODEL.scale * W),
    (MODEL, (W,), 3 * MODEL.scale * W**2),
    (lambda x: x * x, (3.0,), 6),
]


@pytest.mark.parametrize("number", range(len(CALLABLES)))
def test_gradient_of_what_is_callable(number):
    f, args, expected = CALLABLES[number]
    np.testing.assert_allclose(grad(f)(*args), expected, atol=1e-12)


def test_jacobian_of_a_library_function():
    a = np.array([[2.0, 1.0], [0.0, 3.0]])
    inverse = np.linalg.inv(a)
    expected = -np.einsum("ik,lj->ijkl", inverse, inverse)
    np.testing.assert_allclose(jacobian(np.linalg.inv)(a), expected)
    assert "<s2sad" not in jacobian(np.linalg.inv).source("f64[n,n]")
    assert grad(np.sin).source("f64").startswith('"""grad of numpy.sin.')


def test_lambdas_on_one_line():
    a, b, c = (lambda x: x * x), (lambda x: x * x * x), (lambda x: x)
    assert [grad(f)(2.0) for f in (a, b, c)] == [4.0, 12.0, 1.0]


def test_closures_see_the_present_value():
    def make(k):
        def f(x):
            return k * x * x

        def change(value):
            nonlocal k
            k = value

        return f, change

    f, change = make(3.0)
    slope = grad(f)
    assert slope(2.0) == 12.0
    change(5.0)
    assert slope(2.0) == 20.0


METHODS = [
    (lambda: MODEL.loss(W), np.sum(MODEL.scale * W * W)),
    (lambda: MODEL.loss.grad(W), 2 * MODEL.scale * W),
    (lambda: MODEL.loss.value_and_grad(W)[1], 2 * MODEL.scale * W),
    (lambda: MODEL.loss.hessian(W), np.diag(2 * MODEL.scale)),
    (lambda: MODEL.loss.jvp((W,), (W,))[1], 2 * np.sum(MODEL.scale * W * W)),
    (lambda: MODEL.loss.vjp(W)[1](1.0)[0], 2 * MODEL.scale * W),
    (lambda: MODEL.loss.hvp(W, W), 2 * MODEL.scale * W),
    (lambda: grad(MODEL.loss)(W), 2 * MODEL.scale * W),
    (lambda: grad(Model.loss, 1)(MODEL, W), 2 * MODEL.scale * W),
    (lambda: grad(Model.loss)(MODEL, W).scale, W * W),
    (lambda: Model(3.0).loss.grad(W), 6 * W),
    *[(lambda f=f: f.grad(3.0), 6) for f in (Model.of_class, MODEL.of_class, Model.static,
                                             MODEL.static, MODEL.static_outside)],
    *[(lambda f=f: f.hessian(3.0), 2) for f in (Model.of_class, MODEL.static)],
    *[(lambda f=f: f(3.0), 9) for f in (Model.of_class, MODEL.of_class, Model.static)],
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(METHODS)))
def test_method(number):
    call, expected = METHODS[number]
    np.testing.assert_allclose(call(), expected)


def test_a_method_sees_its_instance_as_it_is():
    one, other = Model(1.0), Model(2.0)
    assert [m.loss.grad(3.0) for m in (one, other, one)] == [6.0, 12.0, 6.0]
    one.scale = 5.0
    assert one.loss.grad(3.0) == 30.0
    assert "loss_grad" in one.loss.grad.source("f64[n]")


def test_self_is_no_argument_of_a_method():
    expected = 2 * MODEL.scale * W
    np.testing.assert_allclose(Model.loss.grad(MODEL, W), expected)
    np.testing.assert_allclose(Model.loss.value_and_grad(MODEL, W)[1], expected)
    twice = grad(lambda x: np.sum(Model.loss.grad(MODEL, x)))(W)
    np.testing.assert_allclose(twice, 2 * MODEL.scale)
    for transform, result in ((MODEL.loss.vjp, "y_bar"), (MODEL.loss.jvp, "x_dot")):
        text = transform.source("f64[n]").split('"""')[-1]
        assert f"(self, x, {result}):" in text and "_instance" not in text
    assert len(MODEL.loss.vjp(W)[1](1.0)) == 1


PICKLED = [
    (loss, lambda f: f is loss),
    (loss.grad, lambda f: np.allclose(f(W, X, Y), LOSS_GRAD)),
    (loss.hessian, lambda f: np.allclose(f(W, X, Y), 2 / 3 * X.T @ X)),
    (wave.grad.grad, lambda f: np.isclose(f(0.3), SLOPES[1])),
    (loss.jvp, lambda f: np.isclose(f((W, X, Y), (W, None, None))[1], LOSS_GRAD @ W)),
    (loss.vjp, lambda f: np.allclose(f(W, X, Y)[1](1.0)[0], LOSS_GRAD)),
    (MODEL.loss, lambda f: np.allclose(f.grad(W), 2 * MODEL.scale * W)),
    (MODEL.loss.grad, lambda f: np.allclose(f(W), 2 * MODEL.scale * W)),
    (Model.static, lambda f: f.grad(3.0) == 6.0),
    (Model.of_class, lambda f: f.grad(3.0) == 6.0),
    (grad(np.sin), lambda f: f(0.0) == 1.0),
    (Model.loss, lambda f: f is Model.loss),
    (Model.loss.grad, lambda f: np.allclose(f(MODEL, W), 2 * MODEL.scale * W)),
    (Model.static.grad, lambda f: f(3.0) == 6.0),
    (Model.static_outside, lambda f: f is Model.static_outside),
    (Model.static_outside.grad, lambda f: f(3.0) == 6.0),
    (ruled, lambda f: f is ruled),
    (grad(ruled), lambda f: f(3.0) == 5.0),
    (again, lambda f: f is again),
    (grad(again), lambda f: f(3.0) == 6.0),
    (s2sad.checkpoint(math.sin), lambda f: grad(f)(0.0) == 1.0),
]


def powers(x, y):
    return x**2 * y**3


@pytest.mark.parametrize("made, args, expected", [
    (grad(s2sad.hvp(powers), -1), (2.0, 3.0, 5.0), 54.0),
    (s2sad.hvp(s2sad.hvp(powers), 1), (2.0, 3.0, 5.0, 7.0), 12 * 3.0 * 5.0 * 7.0),
    (grad(functools.partial(grad(powers), y=3.0)), (2.0,), 54.0),
], ids=["last argument", "twice", "partial"])  # fmt: skip
def test_copies_of_derivatives_of_derivatives(made, args, expected):
    for copied in (made, copy.copy(made), copy.deepcopy(made)):
        assert np.isclose(copied(*args), expected)


@pytest.mark.parametrize("number", range(len(PICKLED)))
def test_pickles(number):
    made, check = PICKLED[number]
    assert check(pickle.loads(pickle.dumps(made)))


def test_text_given_to_exec_with_its_source_registered():
    text, names = "def cube(x):\n    return x**3\n", {}
    linecache.cache["<api cube>"] = (len(text), None, text.splitlines(True), "<api cube>")
    exec(compile(text, "<api cube>", "exec"), names)
    assert grad(names["cube"])(2.0) == 12.0
    exec("def cube(x):\n    return x**3\n", names)
    with pytest.raises(s2sad.SourceNotFoundError, match="the source of cube"):
        grad(names["cube"])(2.0)


CELL = "<ipython-input-1-0123456789ab>"


def test_in_a_notebook_cell():
    text = "from s2sad import grad\ndef cube(x):\n    return x**3\nslope = grad(cube)(2.0)\n"
    names = {"__name__": "__main__"}
    linecache.cache[CELL] = (len(text), None, text.splitlines(True), CELL)
    exec(compile(text, CELL, "exec"), names)
    assert names["slope"] == 12.0


def test_at_the_prompt(tmp_path):
    """What has no source there is refused; where Python keeps it, it is differentiated."""
    lines = "import s2sad\ndef cube(x):\n    return x**3\n\ns2sad.grad(cube)(2.0)\n"
    done = subprocess.run(
        [sys.executable, "-i", "-q"], input=lines, capture_output=True, text=True, timeout=60
    )
    assert "12.0" in done.stdout or "source of cube is not available" in done.stderr


def test_what_is_no_function_is_refused():
    for transform in (grad, jacobian, hessian, differentiate):
        with pytest.raises((s2sad.Error, TypeError)):
            transform(3)
    with pytest.raises(s2sad.Error, match="numba"):
        differentiate(backend="numba")(plain_wave)
    with pytest.raises(s2sad.Error, match="'fortran'"):
        grad(plain_wave, backend="fortran")


def test_speed_of_the_function_itself_is_untouched():
    def bare(x):
        return x

    assert differentiate(bare) is bare


def test_derivatives_tell_what_they_are():
    names = ("grad", "jvp", "vjp", "hessian")
    assert [repr(getattr(loss, name)) for name in names] == [f"<s2sad {n} of loss>" for n in names]
