"""An LSTM that learns a text by heart, character by character.

Hochreiter and Schmidhuber 1997; the gates stand in one matrix, the states in a list.
"""

import numpy as np

import s2sad

TEXT = "the quick brown fox jumps over the lazy dog. "


def sigmoid(x):
    return 0.5 * (np.tanh(0.5 * x) + 1.0)


def cell(params, x, hidden, memory):
    gates = np.concatenate([x, hidden], axis=1) @ params["gates"] + params["bias"]
    change, forget, ingate, outgate = np.split(gates, 4, axis=1)
    memory = sigmoid(forget) * memory + sigmoid(ingate) * np.tanh(change)
    return sigmoid(outgate) * np.tanh(memory), memory


def loss(params, text):
    """Mean negative log-likelihood of each next character; text: (steps, batch, letters)."""
    hidden = np.tile(params["hidden"], (text.shape[1], 1))
    memory = np.tile(params["memory"], (text.shape[1], 1))
    total = 0.0
    for t in range(len(text) - 1):
        hidden, memory = cell(params, text[t], hidden, memory)
        logits = hidden @ params["out"] + params["out_bias"]
        logs = logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
        total -= np.sum(text[t + 1] * logs)
    return total / ((len(text) - 1) * text.shape[1])


def start(letters, size, rng):
    return {
        "gates": 0.3 * rng.normal(size=(letters + size, 4 * size)), "bias": np.zeros(4 * size),
        "out": 0.3 * rng.normal(size=(size, letters)), "out_bias": np.zeros(letters),
        "hidden": np.zeros(size), "memory": np.zeros(size),
    }  # fmt: skip


def encoded(text):
    """One hot vector for each character: (steps, 1, letters)."""
    letters = sorted(set(text))
    return np.eye(len(letters))[[letters.index(c) for c in text]][:, None, :]


def main():
    text = encoded(TEXT)
    params = start(text.shape[2], 24, np.random.default_rng(0))
    speed = {name: np.zeros_like(p) for name, p in params.items()}
    gradients = s2sad.value_and_grad(loss)
    for step in range(301):
        value, bars = gradients(params, text)
        size = np.sqrt(sum(np.sum(bar**2) for bar in bars.values()))
        for name, bar in bars.items():
            speed[name] = 0.9 * speed[name] - 0.3 * bar / max(1.0, size)
            params[name] += speed[name]
        if step % 100 == 0:
            print(f"step {step:3}: loss {value:.4f}")


if __name__ == "__main__":
    main()
