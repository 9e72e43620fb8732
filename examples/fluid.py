"""Which wind turns one picture of smoke into another? A fluid simulation, differentiated.

Stam 1999, "Stable fluids": the velocity is made free of divergence by Gauss-Seidel sweeps written
in place, and smoke is carried along backwards.
"""

import numpy as np

import s2sad


def project(vx, vy, sweeps=10):
    """Take the divergence out of a velocity field on a torus, in place."""
    div = -0.5 * (np.roll(vx, -1, 1) - np.roll(vx, 1, 1) + np.roll(vy, -1, 0) - np.roll(vy, 1, 0))
    p = np.zeros_like(vx)
    for _ in range(sweeps):
        beside = np.roll(p, 1, 0) + np.roll(p, -1, 0) + np.roll(p, 1, 1) + np.roll(p, -1, 1)
        p[:] = (div + beside) / 4
    vx -= 0.5 * (np.roll(p, -1, 1) - np.roll(p, 1, 1))
    vy -= 0.5 * (np.roll(p, -1, 0) - np.roll(p, 1, 0))


def carry(field, vx, vy):
    """The field moved by the velocity for one step: each cell takes what came from upwind."""
    rows, columns = field.shape
    ys, xs = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    x, y = xs - vx, ys - vy
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right_share, bottom_share = x - left, y - top
    left, right = left % columns, (left + 1) % columns
    top, bottom = top % rows, (top + 1) % rows
    above = (1 - right_share) * field[top, left] + right_share * field[top, right]
    below = (1 - right_share) * field[bottom, left] + right_share * field[bottom, right]
    return (1 - bottom_share) * above + bottom_share * below


def simulate(vx, vy, smoke, steps):
    vx, vy = vx.copy(), vy.copy()
    for _ in range(steps):
        moved_x, moved_y = carry(vx, vx, vy), carry(vy, vx, vy)
        project(moved_x, moved_y)
        vx, vy = moved_x, moved_y
        smoke = carry(smoke, vx, vy)
    return smoke


def loss(velocity, smoke, wanted, steps):
    """velocity: (2, rows, columns)."""
    return np.mean((simulate(velocity[0], velocity[1], smoke, steps) - wanted) ** 2)


def blob(row, column, size=24):
    ys, xs = np.mgrid[:size, :size]
    return np.exp(-((ys - row) ** 2 + (xs - column) ** 2) / 18.0)


def main():
    smoke, wanted = blob(9, 9), blob(13, 14)
    velocity = np.zeros((2, *smoke.shape))
    gradients = s2sad.value_and_grad(loss)
    value, bar = gradients(velocity, smoke, wanted, 8)
    print(f"loss at the start {value:.5f}")
    rate = 10.0
    for _ in range(60):
        tried = velocity - rate * bar
        found, found_bar = gradients(tried, smoke, wanted, 8)
        if found < value:
            velocity, value, bar, rate = tried, found, found_bar, 1.5 * rate
        else:
            rate /= 2
    print(f"loss at the end {value:.5f}")


if __name__ == "__main__":
    main()
