"""A two-layer LSTM that predicts the next character: average log loss, two ways.

`main` (2 layers, 4 b): weights and biases of each layer by turns; `extra` (3, b); `state`
(2 layers, b): the start; `sequence` (c, b): characters as bits.
"""

import math

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cell_step(weight, bias, hidden, cell, given):
    b = len(hidden)
    forget = sigmoid(given * weight[:b] + bias[:b])
    ingate = sigmoid(hidden * weight[b : 2 * b] + bias[b : 2 * b])
    outgate = sigmoid(given * weight[2 * b : 3 * b] + bias[2 * b : 3 * b])
    change = np.tanh(hidden * weight[3 * b :] + bias[3 * b :])
    cell = cell * forget + ingate * change
    return outgate * np.tanh(cell), cell


def objective(main, extra, state, sequence):
    """In vectors of b numbers; the state is written into a copy."""
    state = state.copy()
    total = 0.0
    for t in range(len(sequence) - 1):
        given = sequence[t] * extra[0]
        for layer in range(0, len(state), 2):
            hidden, cell = cell_step(
                main[layer], main[layer + 1], state[layer], state[layer + 1], given
            )
            state[layer] = hidden
            state[layer + 1] = cell
            given = hidden
        predicted = given * extra[1] + extra[2]
        predicted = predicted - np.log(np.sum(np.exp(predicted)) + 2)
        total = total + np.sum(sequence[t + 1] * predicted)
    return -total / ((len(sequence) - 1) * sequence.shape[1])


def objective_loops(main, extra, state, sequence):
    """Number by number."""
    count, b = sequence.shape
    state = state.copy()
    given = np.zeros(b)
    total = 0.0
    for t in range(count - 1):
        for k in range(b):
            given[k] = sequence[t, k] * extra[0, k]
        for layer in range(0, len(state), 2):
            for k in range(b):
                hidden, cell = state[layer, k], state[layer + 1, k]
                forget = gate(given[k], main[layer, k], main[layer + 1, k])
                ingate = gate(hidden, main[layer, b + k], main[layer + 1, b + k])
                outgate = gate(given[k], main[layer, 2 * b + k], main[layer + 1, 2 * b + k])
                change = math.tanh(hidden * main[layer, 3 * b + k] + main[layer + 1, 3 * b + k])
                cell = cell * forget + ingate * change
                hidden = outgate * math.tanh(cell)
                state[layer, k] = hidden
                state[layer + 1, k] = cell
                given[k] = hidden
        normalizer = 2.0
        for k in range(b):
            normalizer += math.exp(given[k] * extra[1, k] + extra[2, k])
        normalizer = math.log(normalizer)
        for k in range(b):
            predicted = given[k] * extra[1, k] + extra[2, k] - normalizer
            total += sequence[t + 1, k] * predicted
    return -total / ((count - 1) * b)


def gate(x, weight, bias):
    return 1 / (1 + math.exp(-(x * weight + bias)))


def make(layers, count, b, rng):
    """A text of so many characters of b bits."""
    return (
        rng.random((2 * layers, 4 * b)), rng.random((3, b)), rng.random((2 * layers, b)),
        rng.integers(2, size=(count, b)).astype(float),
    )  # fmt: skip


def read(path, characters=None):
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    layers = int(rows[0][0])
    rows = [np.array(row, dtype=float) for row in rows[1:]]
    main, extra = np.array(rows[: 2 * layers]), np.array(rows[2 * layers : 2 * layers + 3])
    first = 2 * layers + 3
    state = np.array(rows[first : first + 2 * layers])
    sequence = np.array(rows[first + 2 * layers :])
    return main, extra, state, sequence[:characters]
