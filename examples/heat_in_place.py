"""Where was the heat? The initial temperature of a rod, found from its temperature later on.

The rod is stepped in time in place, as one would write it; the gradient steps back through it.
"""

import numpy as np

import s2sad


def cool(u, steps, rate):
    """Explicit Euler steps of the heat equation, written into u; the ends stay as they are."""
    for _ in range(steps):
        u[1:-1] += rate * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


def loss(start, later, steps, rate):
    u = cool(start.copy(), steps, rate)
    return np.sum((u - later) ** 2)


def main():
    place = np.linspace(0, 1, 41)
    truth = np.exp(-(((place - 0.3) / 0.1) ** 2))
    later = cool(truth.copy(), 50, 0.4)

    gradient = s2sad.value_and_grad(loss)
    start = later.copy()
    for step in range(601):
        value, start_bar = gradient(start, later, 50, 0.4)
        if step % 200 == 0:
            error = np.max(np.abs(start - truth))
            print(f"step {step:3}: loss {value:.2e}, largest error of the start {error:.3f}")
        start -= 0.1 * start_bar
    print("found at", place[np.argmax(start)], "- it was at", place[np.argmax(truth)])
    print(gradient.source())


if __name__ == "__main__":
    main()
