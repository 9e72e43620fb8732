"""Bundle adjustment: weighted reprojection errors, and their Jacobian block by block.

A camera is 11 numbers: rotation vector, centre, focal length, principal point (2), radial
distortion (2). Each observation is of one camera and one point; its two residuals depend on 11 + 3
+ 1 numbers. Triggs et al. 2000, "Bundle adjustment – a modern synthesis"; rotation by Rodrigues.
"""

import math

import numpy as np


def residuals(cameras, points, weights, features):
    """The weighted errors of p observations: (p, 11), (p, 3), (p,), (p, 2) -> (p, 2)."""
    rotation, centre = cameras[:, :3], cameras[:, 3:6]
    x = points - centre
    square = np.sum(rotation**2, axis=1)
    angle = np.sqrt(square)
    axis = rotation / angle[:, None]
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along = np.sum(axis * x, axis=1)[:, None]
    turned = x * cosine + np.cross(axis, x) * sine + axis * (along * (1 - cosine))
    flat = turned[:, :2] / turned[:, 2:]
    radius = np.sum(flat**2, axis=1)
    stretch = 1 + cameras[:, 9] * radius + cameras[:, 10] * radius**2
    seen = flat * (stretch * cameras[:, 6])[:, None] + cameras[:, 7:9]
    return weights[:, None] * (seen - features)


def residuals_loops(cameras, points, weights, features):
    """One observation after the other, number by number."""
    count = len(weights)
    errors = np.zeros((count, 2))
    for i in range(count):
        r0, r1, r2 = cameras[i, 0], cameras[i, 1], cameras[i, 2]
        x0 = points[i, 0] - cameras[i, 3]
        x1 = points[i, 1] - cameras[i, 4]
        x2 = points[i, 2] - cameras[i, 5]
        square = r0 * r0 + r1 * r1 + r2 * r2
        if square > 0.0:
            angle = math.sqrt(square)
            cosine, sine = math.cos(angle), math.sin(angle)
            a0, a1, a2 = r0 / angle, r1 / angle, r2 / angle
            along = (a0 * x0 + a1 * x1 + a2 * x2) * (1 - cosine)
            t0 = x0 * cosine + (a1 * x2 - a2 * x1) * sine + a0 * along
            t1 = x1 * cosine + (a2 * x0 - a0 * x2) * sine + a1 * along
            t2 = x2 * cosine + (a0 * x1 - a1 * x0) * sine + a2 * along
        else:
            t0 = x0 + r1 * x2 - r2 * x1
            t1 = x1 + r2 * x0 - r0 * x2
            t2 = x2 + r0 * x1 - r1 * x0
        u, v = t0 / t2, t1 / t2
        radius = u * u + v * v
        stretch = 1 + cameras[i, 9] * radius + cameras[i, 10] * radius * radius
        scale = stretch * cameras[i, 6]
        errors[i, 0] = weights[i] * (u * scale + cameras[i, 7] - features[i, 0])
        errors[i, 1] = weights[i] * (v * scale + cameras[i, 8] - features[i, 1])
    return errors


def weight_errors(weights):
    """What keeps the weights near one."""
    return 1 - weights**2


def make(n, m, p, rng):
    """Observations of m points by n cameras."""
    cameras = np.concatenate([
        0.3 * rng.normal(size=(n, 3)), rng.normal(size=(n, 3)) - [0, 0, 6],
        400 + 50 * rng.random((n, 1)), 200 + 10 * rng.normal(size=(n, 2)),
        0.05 * rng.normal(size=(n, 2)),
    ], axis=1)  # fmt: skip
    points = rng.normal(size=(m, 3))
    seen = rng.integers(n, size=p), rng.integers(m, size=p)
    features = 200 + 50 * rng.normal(size=(p, 2))
    return cameras[seen[0]], points[seen[1]], rng.random(p), features


def read(path, observations=None):
    """The observations of a file of the suite, which holds one camera, point and feature."""
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    count = observations or int(rows[0][2])
    camera, point, weight, feature = (np.array(row, dtype=float) for row in rows[1:5])
    return (
        np.tile(camera, (count, 1)), np.tile(point, (count, 1)), np.tile(weight, count),
        np.tile(feature, (count, 1)),
    )  # fmt: skip
