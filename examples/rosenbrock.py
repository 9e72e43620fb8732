"""Rosenbrock's valley, walked by Newton's method: value, gradient and Hessian from one function."""

import numpy as np

import s2sad


def rosenbrock(x):
    """Rosenbrock 1960, in any number of variables; its minimum is 0 at ones."""
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def main():
    gradients, hessian = s2sad.value_and_grad(rosenbrock), s2sad.hessian(rosenbrock)
    x = np.array([0.5, 2.0, -1.0, 1.5])
    for step in range(30):
        value, bar = gradients(x)
        if step % 5 == 0:
            print(f"step {step:2}: value {value:.3e}")
        if np.linalg.norm(bar) < 1e-10:
            break
        curvature = hessian(x)
        lowest = np.linalg.eigvalsh(curvature)[0]
        down = -np.linalg.solve(curvature + max(0.0, 1e-3 - lowest) * np.eye(len(x)), bar)
        size = 1.0
        while rosenbrock(x + size * down) > value + 1e-4 * size * (down @ bar):
            size /= 2
        x = x + size * down
    print(f"after {step} steps at {np.round(x, 6).tolist()}, value {rosenbrock(x):.1e}")


if __name__ == "__main__":
    main()
