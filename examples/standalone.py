"""The pendulum of `ode_fit.py` again, fitted with the exported gradient: this imports no s2sad.

`ode_fit_gradient.py` was written by

    python -m s2sad export examples/ode_fit.py:loss --mode value_and_grad \
        -o examples/ode_fit_gradient.py

and the same command with `--check` fails when it no longer fits the loss, for use in CI.
"""

import sys

import numpy as np
from ode_fit_gradient import loss_value_and_grad


def main():
    start = np.array([1.2, 0.0])
    recorded = 1.1 * np.exp(-0.15 * np.linspace(0, 2, 41)) * np.cos(3.6 * np.linspace(0, 2, 41))
    data = start, 0.05, recorded
    params, rate = np.array([1.0, 0.1]), 1.0
    value, gradient = loss_value_and_grad(params, *data)
    print(f"loss at the start {value:.5f}")
    for _ in range(60):
        tried, tried_gradient = loss_value_and_grad(params - rate * gradient, *data)
        if tried < value:
            params, value, gradient, rate = (
                params - rate * gradient,
                tried,
                tried_gradient,
                2 * rate,
            )
        else:
            rate /= 2
    print(f"loss at the end   {value:.5f}")
    print(f"length {params[0]:.3f} m, friction {params[1]:.3f} / s")
    print("s2sad was imported:", "s2sad" in sys.modules)


if __name__ == "__main__":
    main()
