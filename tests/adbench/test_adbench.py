"""The four objectives of ADBench, in whole arrays and in loops, against derivatives by hand or
numerical ones: on made inputs, and on the suite's own files where a folder of them is given.

    python -m pytest tests/adbench -m "slow or not slow" --adbench FOLDER
"""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from s2sad.numerical import numerical_jvp

from . import ba, gmm, hand, lstm

GMM = (gmm.objective, gmm.objective_loops)
BA = (ba.residuals, ba.residuals_loops)
LSTM = (lstm.objective, lstm.objective_loops)
HAND = (hand.objective, hand.objective_loops)


def forms(functions):
    return pytest.mark.parametrize("f", functions, ids=lambda f: f.__name__)


def close(found, expected, tolerance=1e-9):
    scale = max(1.0, np.max(np.abs(expected)))
    assert found.shape == expected.shape
    assert np.max(np.abs(found - expected)) <= tolerance * scale


# --- Gaussian mixture ---


def check_gmm(f, args):
    assert f(*args) == pytest.approx(gmm.objective(*args), rel=1e-12)
    for found, expected in zip(s2sad.grad(f, (0, 1, 2))(*args), gmm.gradient_by_hand(*args)):
        close(found, expected)


@forms(GMM)
@pytest.mark.parametrize(("d", "count", "n"), [(2, 3, 20), (4, 2, 7), (1, 1, 3)])
def test_gmm(f, d, count, n):
    check_gmm(f, gmm.make(d, count, n, np.random.default_rng(0)))


def test_the_gradient_of_gmm_by_hand_is_right(order):
    args = gmm.make(3, 2, 9, np.random.default_rng(1))
    s2sad.check_grads(lambda *own: gmm.objective(*own, *args[3:]), args[:3], order=order)
    tangents = tuple(np.random.default_rng(2).normal(size=a.shape) for a in args[:3])
    slope = numerical_jvp(gmm.objective, args, (*tangents, None, None, None))
    by_hand = sum(np.sum(a * b) for a, b in zip(gmm.gradient_by_hand(*args), tangents))
    assert by_hand == pytest.approx(slope, rel=1e-8)


@forms(GMM)
@pytest.mark.slow
@pytest.mark.parametrize("name", ["gmm_d2_K5", "gmm_d10_K10", "gmm_d20_K25", "gmm_d32_K25"])
def test_gmm_on_files(f, name, adbench):
    points = None if f is gmm.objective else 50
    check_gmm(f, gmm.read(adbench / f"{name}.txt", points))


# --- bundle adjustment ---


def ba_blocks(f, args):
    """The Jacobian as its blocks: (p, 2, 15), by one pullback for each of the two residuals."""
    count = len(args[2])
    _, pullback = s2sad.vjp(f, *args)
    rows = []
    for k in range(2):
        seed = np.zeros((count, 2))
        seed[:, k] = 1.0
        cameras_bar, points_bar, weights_bar, _ = pullback(seed)
        rows.append(np.concatenate([cameras_bar, points_bar, weights_bar[:, None]], axis=1))
    return np.stack(rows, axis=1)


def ba_blocks_numerically(args):
    cameras, points, weights, features = args
    columns = []
    for k in range(15):
        whole = np.zeros((len(weights), 15))
        whole[:, k] = 1.0
        tangents = (whole[:, :11], whole[:, 11:14], whole[:, 14], None)
        columns.append(numerical_jvp(ba.residuals, args, tangents))
    return np.stack(columns, axis=2)


def check_ba(f, args):
    close(f(*args), ba.residuals(*args))
    close(ba_blocks(f, args), ba_blocks_numerically(args))
    weights_bar = s2sad.elementwise_grad(ba.weight_errors)(args[2])
    close(weights_bar, -2 * args[2])


@forms(BA)
@pytest.mark.parametrize(("n", "m", "p"), [(2, 5, 9), (1, 1, 1)])
def test_ba(f, n, m, p):
    check_ba(f, ba.make(n, m, p, np.random.default_rng(0)))


@forms(BA)
def test_whole_jacobian_of_ba(f):
    args = ba.make(2, 3, 4, np.random.default_rng(0))
    blocks = ba_blocks_numerically(args)
    for mode in ("fwd", "rev"):
        found = s2sad.jacobian(f, (0, 1, 2), mode=mode)(*args)
        for part, columns in zip(found, (slice(0, 11), slice(11, 14), 14)):
            expected = np.zeros(part.shape)
            for i in range(4):
                expected[i, :, i] = blocks[i][:, columns]
            close(part, expected)


@forms(BA)
@pytest.mark.slow
def test_ba_on_file(f, adbench):
    observations = None if f is ba.residuals else 300
    check_ba(f, ba.read(adbench / "ba1_n49_m7776_p31843.txt", observations))


# --- LSTM ---


def by_complex_step(main, extra, state, sequence):
    """The gradient with respect to main and extra (Squire and Trapp 1998), exact to rounding."""
    grads = []
    for which, given in enumerate((main, extra)):
        grad = np.zeros(given.shape)
        for index in np.ndindex(given.shape):
            moved = [main.astype(complex), extra.astype(complex)]
            moved[which][index] += 1e-30j
            value = lstm.objective(*moved, state.astype(complex), sequence)
            grad[index] = value.imag / 1e-30
        grads.append(grad)
    return grads


def check_lstm(f, args):
    assert f(*args) == pytest.approx(lstm.objective(*args), rel=1e-12)
    for found, expected in zip(s2sad.grad(f, (0, 1))(*args), by_complex_step(*args)):
        close(found, expected)


@forms(LSTM)
@pytest.mark.parametrize(("layers", "count", "b"), [(2, 6, 3), (1, 4, 2), (3, 3, 4)])
def test_lstm(f, layers, count, b):
    check_lstm(f, lstm.make(layers, count, b, np.random.default_rng(0)))


@forms(LSTM)
@pytest.mark.slow
def test_lstm_on_file(f, adbench):
    check_lstm(f, lstm.read(adbench / "lstm_l2_c1024.txt", 200))


# --- hand tracking ---


def numerical_jacobian(f, x):
    columns = [numerical_jvp(f, (x,), (unit.reshape(x.shape),)) for unit in np.eye(x.size)]
    return np.stack(columns, axis=-1).reshape(*columns[0].shape, *x.shape)


@forms(HAND)
@pytest.mark.parametrize("mode", ["fwd", "rev"])
def test_hand(f, mode):
    theta, _, model, vertices, _, points = hand.make(12, 5, np.random.default_rng(0))
    close(f(theta, model, vertices, points), hand.objective(theta, model, vertices, points))
    expected = numerical_jacobian(lambda t: hand.objective(t, model, vertices, points), theta)
    close(s2sad.jacobian(f, mode=mode)(theta, model, vertices, points), expected)


def test_hand_at_rest():
    """No rotation at all: the other branch of Rodrigues' formula."""
    theta, _, model, vertices, _, points = hand.make(12, 5, np.random.default_rng(0))
    theta[:3] = 0.0
    found = s2sad.jacobian(hand.objective)(theta, model, vertices, points)
    expected = numerical_jacobian(lambda t: hand.objective(t, model, vertices, points), theta)
    close(found[:, :, 3:], expected[:, :, 3:])


@pytest.mark.parametrize("mode", ["fwd", "rev"])
def test_hand_on_triangles(mode):
    theta, us, model, _, triangles, points = hand.make(12, 5, np.random.default_rng(0))
    f = hand.objective_on_triangles
    found = s2sad.jacobian(f, (0, 1), mode=mode)(theta, us, model, triangles, points)
    by_theta = numerical_jacobian(lambda t: f(t, us, model, triangles, points), theta)
    by_us = numerical_jacobian(lambda u: f(theta, u, model, triangles, points), us)
    close(found[0], by_theta)
    close(found[1], by_us)


@pytest.mark.slow
def test_hand_of_the_size_of_the_suite():
    theta, us, model, vertices, triangles, points = hand.make(544, 100, np.random.default_rng(0))
    found = s2sad.jacobian(hand.objective, mode="fwd")(theta, model, vertices, points)
    expected = numerical_jacobian(lambda t: hand.objective(t, model, vertices, points), theta)
    close(found, expected)
