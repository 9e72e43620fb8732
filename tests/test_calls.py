"""A later call goes straight to the code, whatever its form; and the code fits its arguments."""

import builtins
import gc
import sys
import threading
import types
import weakref

import numpy as np
import pytest

import s2sad


def loss(x, y, n=3.0):
    return np.sum(x * y * n)


def warm(*calls):
    """The gradient of `loss` after so many calls, each made twice: found, then by the entry."""
    g = s2sad.grad(loss)
    for args, kwargs in calls:
        g(*args, **kwargs)
        g(*args, **kwargs)
    return g


X, Y = np.arange(3.0), np.ones(3)


@pytest.mark.parametrize(
    ("args", "kwargs", "want"),
    [
        ((X, Y), {}, 3.0),
        ((X, Y, 2.0), {}, 2.0),
        ((X,), {"y": Y}, 3.0),
        ((), {"n": 4.0, "y": Y, "x": X}, 4.0),
        ((X, Y), {"n": np.float64(2.0)}, 2.0),
        ((X.astype(np.float32), Y), {}, 3.0),
        ((np.ones(1), np.ones(1)), {}, 3.0),
        ((2.0, 1.0), {}, 3.0),
    ],
)  # fmt: skip
def test_every_form_of_a_call_after_another_one(args, kwargs, want):
    g = warm(((X, Y), {}))
    for _ in range(3):
        got = g(*args, **kwargs)
        x = args[0] if args else kwargs["x"]
        assert np.all(got == want) and np.shape(got) == np.shape(x)
        assert np.asarray(got).dtype == np.asarray(x).dtype


@pytest.mark.parametrize(
    ("args", "kwargs"), [((X,), {}), ((X, Y, 1.0, 2.0), {}), ((X, Y), {"z": 1.0}), ((X,), {"x": X})]
)
def test_a_call_that_the_function_would_not_take_is_a_type_error(args, kwargs):
    with pytest.raises(TypeError):
        warm(((X, Y), {}))(*args, **kwargs)


def test_a_default_that_was_changed_is_the_new_one():
    def f(x, n=3.0):
        return x * n

    g = s2sad.grad(f)
    assert [g(1.0), g(1.0), g(1.0)] == [3.0, 3.0, 3.0]
    f.__defaults__ = (5.0,)
    assert [g(1.0), g(1.0), g(1.0)] == [5.0, 5.0, 5.0]


def test_a_captured_value_is_read_at_each_call():
    w = 2.0

    def f(x):
        return x * w

    g = s2sad.grad(f)
    assert [g(1.0), g(1.0), g(1.0)] == [2.0, 2.0, 2.0]
    w = 7.0
    assert g(1.0) == 7.0
    w = np.float64(8.0)
    assert g(1.0) == 8.0


def test_a_builtin_that_is_shadowed_or_replaced_later_is_the_new_one(monkeypatch):
    def f(x):
        return x * len([x, x]) ** abs(2)

    g = s2sad.grad(f)
    assert [g(1.0), g(1.0), g(1.0)] == [4.0, 4.0, 4.0]
    with monkeypatch.context() as changed:
        changed.setitem(globals(), "len", lambda items: 3)
        assert [g(1.0), g(1.0), g(1.0)] == [9.0, 9.0, 9.0]
    assert [g(1.0), g(1.0), g(1.0)] == [4.0, 4.0, 4.0]
    with monkeypatch.context() as changed:
        changed.setattr(builtins, "abs", lambda x: 3)
        assert [g(1.0), g(1.0)] == [8.0, 8.0]
    assert [g(1.0), g(1.0), g(1.0)] == [4.0, 4.0, 4.0]


def test_parameters_may_have_any_name():
    def f(run, type, error, entry, f):
        return run * type + error * entry + f

    g = s2sad.grad(f, argnums=(0, 1))
    assert [g(1.0, 2.0, 3.0, 4.0, 5.0) for _ in range(3)] == [(2.0, 1.0)] * 3


def test_structures_strings_and_flags_take_the_straight_way_too():
    def f(params, name, square, scale):
        w, b = params
        return (w * w if square else w) * (2.0 if name == "two" else 1.0) + b

    g = s2sad.grad(f)
    for _ in range(3):
        assert g((3.0, 1.0), "two", True, None) == (12.0, 1.0 * 1.0)
        assert g((3.0, 1.0), "one", True, None) == (6.0, 1.0)
        assert g((3.0, 1.0), "one", False, None) == (1.0, 1.0)


def test_items_of_other_types_and_more_of_them_are_another_call():
    def f(values, x):
        total = 0.0
        for v in values:
            total = total + v * x if v > 0.0 else total + x / v
        return total

    g = s2sad.grad(f, argnums=(0, 1))
    calls = [[3.0, 1.0], (3.0, 1.0), [3.0, 1], [np.float64(3.0), 1.0], [3.0, 1.0, -2.0], [3.0]]
    for values in (*calls, *calls):
        for _ in range(3):
            of_values, of_x = g(values, 2.0)
            slopes = [2.0 if v > 0.0 else -2.0 / v**2 for v in values]
            assert type(of_values) is type(values)
            assert list(of_values) == [
                None if type(v) is int else s for v, s in zip(values, slopes)
            ]
            assert of_x == sum(v if v > 0.0 else 1.0 / v for v in values)


def test_a_derivative_is_freed_at_once_and_its_call_outlives_it():
    gc.collect()
    gc.disable()
    try:
        g = warm(((X, Y), {}))
        gone, call = weakref.ref(g), g.__call__
        del g
        assert gone() is None
        assert np.all(call(X, Y) == 3.0) and np.all(call(X, Y, n=2.0) == 2.0)
        assert call(2.0, 1.0) == 3.0
    finally:
        gc.enable()


# --- threads ---


class Scaled:
    def __init__(self, scale):
        self.scale = scale

    @s2sad.differentiate
    def loss(self, x):
        return self.scale * x * x


def powers(x, y=2.0):
    return x**2 * y**3


def test_threads_that_bind_a_method_to_instances_of_their_own():
    models, wrong = [Scaled(float(k)) for k in range(1, 5)], []
    started = threading.Barrier(len(models))

    def work(model):
        started.wait(20)
        for _ in range(2000):
            found = model.loss.grad(3.0)
            if found != 6.0 * model.scale:
                wrong.append((model.scale, found))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(model,)) for model in models]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong


def test_a_choice_of_another_thread_changes_nothing():
    slope, other = s2sad.grad(powers, -1), []

    class Between(type(slope)):
        def __setattr__(self, name, value):
            super().__setattr__(name, value)
            if name == "recent" and not other:  # another thread calls it now
                other.append(None)
                other[0] = slope(2.0, 5.0)

    slope.__class__ = Between
    assert slope(2.0) == 4.0 * 8.0 and other == [4.0 * 75.0]


def test_a_call_adds_nothing_to_the_users_module():
    names = {"pi": 3.0}
    f = types.FunctionType((lambda x: x * pi).__code__, names)  # noqa: F821
    g = s2sad.grad(f)
    assert g(2.0) == g(2.0) == g(2.0) == 3.0 and names == {"pi": 3.0}
