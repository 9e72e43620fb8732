"""Arrays that one branch of a loop binds are kept for its backward sweep, which another reads."""

import numpy as np


def helper1(s1, k1=1.187):
    u1 = np.zeros(1)
    count1 = 0
    return 0.477 * k1 + np.sin(s1)


def f(x, y, a, b, n):
    old1 = (np.ones((5,)) * x[n]) ** 2
    new1 = np.zeros((5,))
    for t1 in range(3):
        new1[:-1] = old1[1:] - b * old1[:-1] ** 2
        if not helper1(a, k1=a) <= -0.287:
            y = np.outer(np.ones((3,)) * x[1], old1) / (
                1.5 + (np.full((3, 1), new1[n]) @ (np.zeros((1, 5)) + old1[n - 1])) ** 2
            )
    return old1.sum() * y[2, 4]


ARGS = (
    np.array([-0.9363, -0.0748, -0.6793, 1.4118, 0.9927]),
    np.array(
        [
            [1.3252, -1.4504, -1.3733, 1.3369, 0.2477],
            [0.0807, -0.2904, -0.1351, -0.2921, -0.7352],
            [-0.7857, 0.2176, -0.4519, 1.0259, -1.2093],
        ]
    ),
    -0.2189,
    0.7054,
    4,
)
