"""Generated code that is called on its own asks for what decided it in its arguments, and for
nothing else."""

import datetime
import enum
import functools
import re
from typing import NamedTuple

import numpy as np
import pytest

import s2sad

X = np.array([0.1, 0.2])


class Mode(enum.Enum):
    SUM = 1
    MEAN = 2


class Layer(NamedTuple):
    weight: float
    name: str


class Config:
    def __init__(self, act, bias=None):
        self.act, self.bias, self.title = act, bias, "not read"


def chain(x, acts):
    for act in acts:
        x = getattr(np, act)(x)
    return np.sum(x)


def chain_of_any(x, *acts):
    return chain(x, acts)


def configured(x, cfg={"p": 2.0, "act": "tanh"}):
    return np.sum(getattr(np, cfg["act"])(x)) * cfg["p"]


def optional(x, mode=None):
    return np.sum(x**2) if mode is None else np.sum(x**3)


def weights(x, d):
    return sum(v * x[0] for k, v in d.items() if k.startswith("W"))


def with_default(x, options):
    return np.sum(x) * options.get("scale", 3.0)


def keywords(x, **options):
    return np.sum(x) * options.get("scale", 3.0)


def last(x, factors):
    return np.sum(x) * factors[-1]


def flags(x, pairs):
    for flag, factor in pairs:
        x = x * factor if flag else x**2
    return np.sum(x)


def of_object(x, config):
    y = getattr(np, config.act)(x)
    return np.sum(y) if config.bias is None else np.sum(y + config.bias)


def named(x, layer):
    return np.sum(x) * (layer.weight if layer.name == "linear" else 1.0)


def applied(x, act):
    return np.sum(act(x))


def moded(x, modes):
    return np.sum(x) if modes[0] is Mode.SUM else np.mean(x)


def lengths(x, items):
    return np.sum(x) * len(items)


def windowed(x, window):
    return np.sum(x[window])


def picked(x, numbers):
    return sum(x[k] for k in numbers)


def tagged(x, tags):
    return np.sum(x) * (2.0 if "a" in tags else len(tags))


def after(x, span):
    return np.sum(x) * span.days


def of_one_text(x, act="tanh"):
    return np.sum(getattr(np, act)(x))


class Shared:
    act, factor, steps, fast = "tanh", 2.0, 2, False

    def __init__(self, **own):
        for name, value in own.items():
            setattr(self, name, value)


class Other(Shared):
    act = "exp"


class Slotted:
    __slots__ = ("scale",)
    factor, act = 2.0, "tanh"


def of_class(x, config):
    y = getattr(np, config.act)(x) * config.factor**config.steps
    y = y if config.fast else 3.0 * y
    return np.sum(y) if hasattr(config, "mean") else np.mean(y) + getattr(config, "shift", 0.0)


def of_slots(x, config):
    return np.sum(getattr(np, config.act)(x)) * config.factor


def generated(f, *args):
    """The text, and its function."""
    text, namespace = s2sad.grad(f).source(*args), {}
    exec(text, namespace)
    return text, namespace[f"{f.__name__}_grad"]


OTHERS = [
    (chain, (["tanh", "exp"],), (["exp", "tanh"],), "acts == ['tanh', 'exp']"),
    (chain, (("tanh",),), (("tanh", "tanh"),), "acts == ('tanh',)"),
    (chain_of_any, ("tanh", "exp"), ("tanh",), "acts == ('tanh', 'exp')"),
    (configured, (), ({"p": 1.0, "act": "exp"},), "cfg['act'] == 'tanh'"),
    (optional, (), (1,), "mode is None"),
    (optional, (1,), (), "mode is not None"),
    (weights, ({"W1": 1.0},), ({"W1": 1.0, "W2": 5.0},), "list(d) == ['W1']"),
    (with_default, ({},), ({"scale": 1.0},), "options == {}"),
    (last, ([1.0, 2.0],), ([1.0, 2.0, 3.0],), "len(factors) == 2"),
    (flags, ([(True, 2.0)],), ([(False, 2.0)],), "pairs[0][0] == True"),
    (of_object, (Config("tanh"),), (Config("exp"),), "config.act == 'tanh'"),
    (of_object, (Config("exp"),), (Config("exp", 1.0),), "config.bias is None"),
    (named, (Layer(2.0, "linear"),), (Layer(2.0, "other"),), "layer.name == 'linear'"),
    (applied, (np.tanh,), (np.exp,), "act.__name__ == 'tanh'"),
    (moded, ([Mode.SUM],), ([Mode.MEAN],), "modes[0].name == 'SUM'"),
    (lengths, ([1.0, 2.0],), ([1.0],), "len(items) == 2"),
    (of_class, (Shared(),), (Shared(act="exp"),), "config.act == 'tanh'"),
    (of_class, (Shared(),), (Other(),), "config.act == 'tanh'"),
    (of_class, (Shared(),), (Shared(factor=3.0),), "'factor' not in vars(config)"),
    (of_class, (Shared(),), (Shared(steps=3),), "config.steps == 2"),
    (of_class, (Shared(),), (Shared(fast=True),), "config.fast == False"),
    (of_class, (Shared(),), (Shared(mean=None),), "not hasattr(config, 'mean')"),
    (of_class, (Shared(mean=None),), (Shared(),), "hasattr(config, 'mean')"),
    (of_class, (Shared(),), (Shared(shift=1.0),), "not hasattr(config, 'shift')"),
    (windowed, (slice(1, 2),), (slice(0, 2),), "window == slice(1, 2, None)"),
    (windowed, ((None, slice(1)),), ((None, slice(2)),), "window[1] == slice(None, 1, None)"),
    (windowed, (...,), (0,), "window == ..."),
    (picked, (range(1),), (range(2),), "numbers == range(1)"),
    (tagged, (frozenset("ba"),), (frozenset("cb"),), "tags == frozenset({'a', 'b'})"),
    (after, (datetime.timedelta(2),), (datetime.timedelta(3),),
     "repr(span) == 'datetime.timedelta(days=2)'"),
    (applied, (functools.partial(np.power, 2.0),), (functools.partial(np.power, 3.0),),
     "repr(act.args) == '(2.0,)'"),
    (applied, (functools.partial(np.power, 2.0),), (functools.partial(np.multiply, 2.0),),
     "act.func.__name__ == 'power'"),
]


@pytest.mark.parametrize(("f", "args", "others", "expected"), OTHERS)
def test_another_structure_or_text_raises(f, args, others, expected):
    text, gradient = generated(f, X, *args)
    np.testing.assert_array_equal(gradient(X, *args), s2sad.grad(f)(X, *args))
    with pytest.raises(ValueError, match=re.escape(f"was generated for {expected}")):
        gradient(X, *others)
    assert "config.title" not in text


def test_the_items_of_a_set_stand_in_one_order_everywhere():
    head = s2sad.grad(lengths).source(X, [frozenset("cdeba")]).partition("Generated")[0]
    assert "[frozenset({'a', 'b', 'c', 'd', 'e'})]" in head


def test_keywords_that_were_not_given():
    gradient = generated(keywords, X)[1]
    with pytest.raises(ValueError, match="generated for options == {}"):
        gradient(X, scale=1.0)


def first_two(x, factors):
    return np.sum(x) * factors[0] * factors[1]


def unpacked(x, params):
    (a, b), c = params
    return np.sum(x) * a * b * c


def layers(x, params):
    for w, b in params:
        x = w * x + b
    return np.sum(x)


def given(x, scale=None):
    return np.sum(x) if scale is None else np.sum(x) * scale


@pytest.mark.parametrize(("f", "args"), [
    (first_two, ([2.0, 3.0],)), (unpacked, (((2.0, 3.0), 4.0),)), (layers, ([(2.0, 3.0)],)),
    (given, (2.0,)), (with_default, ({"scale": 2.0},)), (of_object, (Config("exp", X),)),
])  # fmt: skip
def test_what_does_not_decide_or_raises_by_itself_is_not_asked(f, args):
    text = s2sad.grad(f, argnums=(0, 1)).source(X, *args)
    assert text.count("was generated for") == (2 if f is of_object else f is layers)


def test_what_is_unpacked_is_not_counted_before():
    text = s2sad.value_and_grad(layers).source(X, [(1.0, 2.0), (3.0, 4.0)])
    assert "(params_0_0, params_0_1), (params_1_0, params_1_1) = params" in text
    assert "was generated for" not in text


@pytest.mark.parametrize("mode", ["jvp", "vjp"])
def test_items_of_a_variadic_argument_that_became_parameters(mode):
    derivative = getattr(s2sad.differentiate(chain_of_any), mode)
    text = derivative.source(X, "tanh", "exp")
    assert text.count("was generated for") == 2
    assert "if acts_0 != 'tanh'" in text.replace('"', "'")


def sized(x, config):
    for scale, shift in config["layers"]:
        x = scale * x + shift
    return np.sum(x)


def test_the_structure_is_asked_before_parts_are_read():
    two = {"layers": [(1.0, X), (2.0, X)]}
    for mode in (s2sad.value_and_grad, s2sad.grad):
        names = {}
        exec(mode(sized, argnums=(0, 1)).source(X, two), names)
        with pytest.raises(ValueError, match=r"generated for len\(config\['layers'\]\) == 2"):
            names[f"sized_{mode.__name__}"](X, {"layers": [(1.0, X)]})


def test_an_object_without_a_dict_has_the_attributes_of_its_class():
    gradient = generated(of_slots, X, Slotted())[1]
    np.testing.assert_array_equal(gradient(X, Slotted()), s2sad.grad(of_slots)(X, Slotted()))


def test_each_thing_is_asked_once():
    for text in (s2sad.hessian(chain).source(X, ["tanh", "exp"]),
                 s2sad.jacobian(s2sad.grad(optional)).source(X),
                 s2sad.hessian(of_one_text).source(X)):  # fmt: skip
        assert text.count("was generated for") == 1


def scaled(x, dims=(2, 3), *, table={"a": [1.0, None], "b": ("text", -1)}):  # noqa: B006
    return np.sum(x) * dims[0] * table["a"][0]


def behind_a_default_array(x, a=2.0, w=np.ones(2)):
    return np.sum(x * w) * a


def test_containers_of_constants_are_defaults():
    text, gradient = generated(scaled, X)
    assert "dims=(2, 3), *, table={'a': [1.0, None], 'b': ('text', -1)}" in text.replace('"', "'")
    np.testing.assert_array_equal(gradient(X), [2.0, 2.0])
    np.testing.assert_array_equal(generated(configured, X)[1](X), s2sad.grad(configured)(X))


def test_a_default_stays_with_its_parameter():
    text = generated(behind_a_default_array, X)[0]
    assert "def behind_a_default_array_grad(x, a, w):" in text


def test_an_argument_that_is_returned():
    value, tangent = s2sad.jvp(lambda x, p: (x, p), (1.0, (2.0, 3.0)), (4.0, (5.0, 6.0)))
    assert (value, tangent) == ((1.0, (2.0, 3.0)), (4.0, (5.0, 6.0)))
