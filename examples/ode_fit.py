"""A pendulum's length and friction from a noisy recording of its swing.

The equation is integrated by Runge-Kutta steps written into an array. The gradient is also in
`ode_fit_gradient.py`, exported: `standalone.py` fits with it and without s2sad.
"""

import numpy as np

import s2sad


def slope(state, length, friction):
    angle, speed = state
    return np.array([speed, -9.81 / length * np.sin(angle) - friction * speed])


def swing(length, friction, start, h, count):
    """The angle at `count` times, h apart."""
    states = np.empty((count, 2))
    states[0] = start
    for k in range(count - 1):
        s = states[k]
        a = slope(s, length, friction)
        b = slope(s + h / 2 * a, length, friction)
        c = slope(s + h / 2 * b, length, friction)
        d = slope(s + h * c, length, friction)
        states[k + 1] = s + h / 6 * (a + 2 * b + 2 * c + d)
    return states[:, 0]


def loss(params: "f64[2]", start: "f64[2]", h: float, recorded: "f64[n]"):
    angles = swing(params[0], params[1], start, h, len(recorded))
    return np.mean((angles - recorded) ** 2)


def recording():
    """What a camera could have seen: 60 angles of a pendulum of 0.7 m, with noise."""
    start = np.array([1.2, 0.0])
    angles = swing(0.7, 0.3, start, 0.05, 60)
    return start, 0.05, angles + np.random.default_rng(0).normal(scale=0.02, size=60)


def descend(value_and_grad, params, data, steps=60):
    """Gradient descent; a step that does not lower the loss is halved until it does."""
    value, gradient = value_and_grad(params, *data)
    rate = 1.0
    for _ in range(steps):
        tried, tried_gradient = value_and_grad(params - rate * gradient, *data)
        if tried < value:
            params, value, gradient, rate = (
                params - rate * gradient,
                tried,
                tried_gradient,
                2 * rate,
            )
        else:
            rate /= 2
    return params, value


def main():
    data = recording()
    params = np.array([1.0, 0.1])
    print(f"loss at the start {loss(params, *data):.5f}")
    params, value = descend(s2sad.value_and_grad(loss), params, data)
    print(f"loss at the end   {value:.5f}")
    print(f"length {params[0]:.3f} m (0.7), friction {params[1]:.3f} / s (0.3)")


if __name__ == "__main__":
    main()
