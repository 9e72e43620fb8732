"""The contract on custom derivatives."""

import functools

import numpy as np
import pytest
import scipy.special

import s2sad
from s2sad import UnsupportedError, check_grads, custom_vjp, grad, hessian, jvp, vjp

A = np.array([1.0, 2.0])


@custom_vjp
def softplus(x):
    """log(1 + exp(x))"""
    return np.log1p(np.exp(x))


@softplus.defvjp
def softplus_vjp(ans, g, x):
    return (g / (1 + np.exp(-x)),)


@softplus.defjvp
def softplus_jvp(ans, t, x):
    return t[0] / (1 + np.exp(-x))


@custom_vjp
def without_rules(x):
    return x * x


@custom_vjp
def bare(x):
    return x * x


@bare.defvjp
def _(ans, g, x):
    return 2 * g * x


@custom_vjp
def with_integer(x, n, y):
    return x**n * y


@with_integer.defvjp
def _(ans, g, x, n, y):
    return g * n * x ** (n - 1) * y, None, g * x**n


@custom_vjp
def blind(x, y):
    return x * y


@blind.defvjp
def _(ans, g, x, y):
    return g * y, None


@custom_vjp
def wrong_count(x, y):
    return x * y


@wrong_count.defvjp
def _(ans, g, x, y):
    return (g * y,)


@custom_vjp
def scaled(x, *, k=2.0, **more):
    return x * k


@scaled.defvjp
def _(ans, g, x, *, k=2.0, **more):
    return (g * k,)


@scaled.defjvp
def _(ans, t, x, *, k=2.0, **more):
    return t[0] * k


@custom_vjp
def with_default(x, n=3):
    return x**n


@with_default.defvjp
def _(ans, g, x, n):
    return g * n * x ** (n - 1), None


@custom_vjp
def several(x):
    return x * x, {"a": x, "n": 3}, x * x


@several.defvjp
def _(ans, g, x):
    assert ans[1]["n"] == 3
    return (g[0] * 2 * x + g[1]["a"] + g[2] * 2 * x,)


@several.defjvp
def _(ans, t, x):
    return t[0] * 2 * x, {"a": t[0], "n": None}, t[0] * 2 * x


@custom_vjp
def of_a_dict(p):
    return p["a"] * p["b"]


@of_a_dict.defvjp
def _(ans, g, p):
    return ({"a": g * p["b"], "b": g * p["a"]},)


class Model:
    scale = 2.0

    @custom_vjp
    def squared(self, x):
        return self.scale * x * x

    @squared.defvjp
    def _(ans, g, self, x):
        return None, 2 * g * self.scale * x


def use_several(x):
    one, two, three = several(x)
    return one + two["a"] + 3 * three


CASES = [
    (lambda: softplus(0.0), np.log(2)),
    (lambda: grad(softplus)(0.0), 0.5),
    (lambda: grad(lambda x: 3 * softplus(x))(0.0), 1.5),
    (lambda: jvp(softplus, (0.0,), (2.0,))[1], 1.0),
    (lambda: grad(grad(softplus))(0.0), 0.25),
    (lambda: grad(grad(grad(softplus)))(0.0), 0.0),
    (lambda: hessian(lambda x: np.sum(softplus(x)))(np.zeros(2)), np.eye(2) / 4),
    (lambda: vjp(softplus, A)[1](A)[0], A / (1 + np.exp(-A))),
    (lambda: grad(bare)(3.0), 6.0),
    (lambda: grad(with_integer, (0, 2))(2.0, 3, 5.0), (60.0, 8.0)),
    (lambda: grad(lambda x: with_integer(y=x, x=x, n=2))(2.0), 12.0),
    (lambda: grad(blind, (0, 1))(2.0, 3.0), (3.0, 0.0)),
    (lambda: grad(lambda x: scaled(x, k=3.0))(2.0), 3.0),
    (lambda: grad(lambda x: scaled(x=x, k=3.0, z=1))(2.0), 3.0),
    (lambda: grad(scaled)(2.0), 2.0),
    (lambda: jvp(lambda x: scaled(x, k=3.0), (2.0,), (1.0,))[1], 3.0),
    (lambda: grad(lambda x: with_default(x))(2.0), 12.0),
    (lambda: grad(lambda x: with_default(x, n=2))(2.0), 4.0),
    (lambda: grad(use_several)(3.0), 6.0 + 1.0 + 18.0),
    (lambda: jvp(use_several, (3.0,), (1.0,))[1], 25.0),
    (lambda: grad(grad(use_several))(3.0), 8.0),
    (lambda: grad(lambda p: of_a_dict(p))({"a": 2.0, "b": 3.0})["a"], 3.0),
    (lambda: grad(Model().squared)(3.0), 12.0),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_case(number):
    call, expected = CASES[number]
    np.testing.assert_allclose(call(), expected, atol=1e-12)


def test_right_rules_pass_the_check():
    for f, args in ((softplus, (A,)), (use_several, (3.0,)), (lambda x: scaled(x, k=3.0), (2.0,))):
        check_grads(f, args)


def test_a_rule_is_inlined():
    text = grad(lambda x: 3 * softplus(x)).source("f64")
    assert "return 3.0 / (1 + np.exp(-x))" in text and "softplus" not in text.split('"""')[-1]
    assert grad(softplus).source("f64").startswith('"""grad of softplus, test_api_rules.py:')
    assert repr(softplus) == "<s2sad custom_vjp of softplus>"
    assert "partial" in repr(custom_vjp(functools.partial(np.multiply, 2.0)))
    assert softplus.__name__ == "softplus" and softplus.__doc__ == "log(1 + exp(x))"


@custom_vjp
def rules_of_other_arguments(x):
    return x * x


@rules_of_other_arguments.defvjp
def without_ans(g, x):
    return (g * x,)


@custom_vjp
def rule_that_is_not_read(x):
    return x * x


@rule_that_is_not_read.defvjp
def by_text(ans, g, x):
    return (g * float(f"{x}"),)


@rule_that_is_not_read.defjvp
def by_complex(ans, tangents, x, scale):
    return tangents[0] * scale


REFUSALS = [
    (lambda: grad(rules_of_other_arguments)(1.0), r"in without_ans\n.*\n.*\n.*3 arguments.*ans, g"),
    (lambda: grad(rule_that_is_not_read)(1.0), r"in by_text\n.*g \* float.*\^\n.*no number"),
    (lambda: jvp(rule_that_is_not_read, (1.0,), (1.0,)), r"in by_complex\n.*missing.*'scale'"),
    (lambda: grad(without_rules)(1.0), r"no rule for reverse mode.*@without_rules\.defvjp"),
    (lambda: grad(lambda x: without_rules(x))(1.0), "no rule for reverse mode"),
    (lambda: jvp(without_rules, (1.0,), (1.0,)), r"no rule for forward mode.*defjvp"),
    (lambda: jvp(bare, (1.0,), (1.0,)), "no rule for forward mode"),
    (lambda: grad(wrong_count)(1.0, 2.0), "1 cotangent for 2 arguments"),
    (lambda: grad(lambda x: scaled(2.0, k=x))(1.0), "keyword argument 'k'"),
    (lambda: grad(lambda x: scipy.special.pro_cv(1, 1, x))(0.5), "pro_cv"),
]


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_refusal(number):
    call, message = REFUSALS[number]
    with pytest.raises(UnsupportedError, match=f"(?s){message}") as caught:
        call()
    text = str(caught.value)
    assert "test_api_rules.py" in text and "^" in text and "<s2sad" not in text


# --- functions of somebody else's: rules stay for the process, so they are taken back ---


taken_back = pytest.mark.usefixtures("rules_taken_back")


def opaque(x):
    return np.floor(x) + x


def counted(x):
    return x * x


@taken_back
def test_rules_for_functions_of_others():
    factor = 2 / np.sqrt(np.pi)
    s2sad.defvjp(scipy.special.erf, lambda ans, g, x: (g * factor * np.exp(-(x**2)),))
    s2sad.defjvp(scipy.special.erf, lambda ans, t, x: t[0] * factor * np.exp(-(x**2)))
    expected = factor * np.exp(-0.25)
    np.testing.assert_allclose(grad(scipy.special.erf)(0.5), expected)
    y_dot = jvp(lambda x: 2 * scipy.special.erf(x), (0.5,), (1.0,))[1]
    np.testing.assert_allclose(y_dot, 2 * expected)
    np.testing.assert_allclose(grad(grad(scipy.special.erf))(0.5), -expected)
    check_grads(scipy.special.erf, (0.5,))


@taken_back
def test_a_rule_wins_over_the_source():
    assert grad(opaque)(1.5) == 1.0
    s2sad.defvjp(opaque, lambda ans, g, x: (7 * g,))
    assert grad(opaque)(1.5) == 7.0 and grad(lambda x: 2 * opaque(x))(1.5) == 14.0
    s2sad.defvjp(opaque, lambda ans, g, x: (8 * g,))
    assert grad(opaque)(1.5) == 8.0


@taken_back
def test_nondifferentiable():
    s2sad.nondifferentiable(counted)
    assert grad(lambda x: x * counted(x))(3.0) == 9.0 and grad(counted)(3.0) == 0.0
    s2sad.nondifferentiable(np.argmax)
    np.testing.assert_allclose(grad(lambda x: x[np.argmax(x)])(A), [0.0, 1.0])


@pytest.mark.parametrize("call", [s2sad.defvjp, s2sad.defjvp])
def test_what_is_no_function_has_no_rule(call):
    with pytest.raises(s2sad.Error, match="not callable"):
        call(3, lambda ans, g, x: g)
    with pytest.raises(s2sad.Error, match="not callable"):
        custom_vjp(3)


@custom_vjp
def sine(x):
    return np.sin(x)


@sine.defvjp
def _(ans, g, x):
    return g * np.cos(x)


@sine.defjvp
def _(ans, t, x):
    return t[0] * np.cos(x)


@custom_vjp
def sines(x, y):
    return sine(x) * y, sine(sine(y))


@sines.defvjp
def _(ans, g, x, y):
    y_bar = g[0] * sine(x) + g[1] * np.cos(sine(y)) * np.cos(y)
    return g[0] * np.cos(x) * y, y_bar


@sines.defjvp
def _(ans, t, x, y):
    return t[0] * np.cos(x) * y + sine(x) * t[1], np.cos(sine(y)) * np.cos(y) * t[1]


@s2sad.checkpoint
def again(x):
    return sine(x) ** 2 * s2sad.checkpoint(lambda v: sine(v) * v)(x)


NESTED = [
    lambda x: sines(x, x * x)[0] * sines(x, 2.0)[1],
    lambda x: sine(x) * np.sum(sines(x, x)[1]),
    lambda x: again(x) * x,
    lambda x: again(again(x)) if np.sum(x) > 0.0 else sines(x, x)[0],
]


@pytest.mark.parametrize("number", range(len(NESTED)))
@pytest.mark.parametrize("x", [0.7, -0.4, np.array([0.3, 0.9])], ids=repr)
def test_rules_and_checkpoints_call_each_other(number, x):
    f = NESTED[number]
    check_grads(f, (x,))
    np.testing.assert_allclose(vjp(f, x)[0], f(x))
