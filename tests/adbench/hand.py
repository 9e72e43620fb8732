"""Hand tracking: a skinned hand model is posed, and its distances to measured points are taken.

`theta` (26): rotation vector, translation, and the angles of five fingers of four bones each.
Taylor et al. 2014, "User-specific hand modeling from monocular depth sequences". In the full
problem the measured points lie anywhere on triangles of the mesh, at barycentric coordinates `us`
that are unknown too.
"""

import math
from dataclasses import dataclass

import numpy as np

FINGERS, BONES = 5, 22
#: parent of each bone: wrist, palm, then five fingers of four bones that start at the palm
PARENTS = (-1, 0, *(k if j else 1 for f in range(FINGERS) for j, k in enumerate(range(
    4 * f + 1, 4 * f + 5))))  # fmt: skip


@dataclass
class Model:
    """A hand at rest: bones relative to their parents (22, 4, 4), the inverses of where they lie
    (22, 4, 4), vertices (v, 4) in homogeneous coordinates, how each follows the bones (v, 22)."""

    base_relatives: np.ndarray
    inverse_absolutes: np.ndarray
    vertices: np.ndarray
    weights: np.ndarray
    triangles: np.ndarray


def angles_of_bones(theta):
    """(22, 3): each finger bends at four bones; the first of them also turns sideways."""
    angles = np.zeros((BONES, 3))
    place = 6
    for finger in range(FINGERS):
        for joint in range(4):
            bone = 2 + 4 * finger + joint
            angles[bone, 0] = theta[place] if joint < 3 else 0.5 * theta[place - 1]
            place += 1 if joint < 3 else 0
            if joint == 0:
                angles[bone, 1] = theta[place]
                place += 1
    return angles


def rotation_of_angles(a):
    """Turns about x, then y, then z."""
    sx, sy, sz = np.sin(a[0]), np.sin(a[1]), np.sin(a[2])
    cx, cy, cz = np.cos(a[0]), np.cos(a[1]), np.cos(a[2])
    turn = np.eye(4)
    turn[0, :3] = np.array([cy * cz, -cx * sz + sx * sy * cz, sx * sz + cx * sy * cz])
    turn[1, :3] = np.array([cy * sz, cx * cz + sx * sy * sz, -sx * cz + cx * sy * sz])
    turn[2, :3] = np.array([-sy, sx * cy, cx * cy])
    return turn


def rotation_of_vector(r):
    """Rodrigues' formula; the identity for the zero vector."""
    square = np.sum(r**2)
    if square < 1e-16:
        return np.eye(3)
    angle = np.sqrt(square)
    x, y, z = r / angle
    sine, rest = np.sin(angle), 1 - np.cos(angle)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + sine * cross + rest * (cross @ cross)


def posed(theta, model):
    """The vertices of the hand in this pose, (v, 3)."""
    angles = angles_of_bones(theta)
    absolutes = []
    for bone in range(BONES):
        relative = model.base_relatives[bone] @ rotation_of_angles(angles[bone])
        parent = PARENTS[bone]
        absolutes.append(relative if parent < 0 else absolutes[parent] @ relative)
    places = np.zeros((len(model.vertices), 3))
    for bone in range(BONES):
        transform = (absolutes[bone] @ model.inverse_absolutes[bone])[:3]
        places += model.weights[:, bone, None] * (model.vertices @ transform.T)
    return places @ rotation_of_vector(theta[:3]).T + theta[3:6]


def objective(theta, model, correspondences, points):
    """Simple: each measured point belongs to one vertex. (n, 3)."""
    return points - posed(theta, model)[correspondences]


def objective_on_triangles(theta, us, model, correspondences, points):
    """Full: each measured point lies on one triangle, at `us` (n, 2). (n, 3)."""
    corners = posed(theta, model)[model.triangles[correspondences]]
    third = 1 - us[:, 0] - us[:, 1]
    places = (
        us[:, 0, None] * corners[:, 0] + us[:, 1, None] * corners[:, 1]
        + third[:, None] * corners[:, 2]
    )  # fmt: skip
    return points - places


def objective_loops(theta, model, correspondences, points):
    """Simple, number by number."""
    angles = angles_of_bones(theta)
    absolutes = np.zeros((BONES, 4, 4))
    turn = np.zeros((4, 4))
    for bone in range(BONES):
        ax, ay, az = angles[bone, 0], angles[bone, 1], angles[bone, 2]
        sx, sy, sz = math.sin(ax), math.sin(ay), math.sin(az)
        cx, cy, cz = math.cos(ax), math.cos(ay), math.cos(az)
        turn[0, 0], turn[0, 1] = cy * cz, -cx * sz + sx * sy * cz
        turn[0, 2] = sx * sz + cx * sy * cz
        turn[1, 0], turn[1, 1] = cy * sz, cx * cz + sx * sy * sz
        turn[1, 2] = -sx * cz + cx * sy * sz
        turn[2, 0], turn[2, 1], turn[2, 2] = -sy, sx * cy, cx * cy
        turn[3, 3] = 1.0
        relative = product(model.base_relatives[bone], turn)
        parent = PARENTS[bone]
        absolutes[bone] = relative if parent < 0 else product(absolutes[parent], relative)
    transforms = np.zeros((BONES, 4, 4))
    for bone in range(BONES):
        transforms[bone] = product(absolutes[bone], model.inverse_absolutes[bone])
    whole = rotation_of_vector(theta[:3])
    errors = np.zeros((len(points), 3))
    place = np.zeros(3)
    for i in range(len(points)):
        vertex = correspondences[i]
        for a in range(3):
            place[a] = 0.0
            for bone in range(BONES):
                moved = 0.0
                for b in range(4):
                    moved += transforms[bone, a, b] * model.vertices[vertex, b]
                place[a] += model.weights[vertex, bone] * moved
        for a in range(3):
            turned = theta[3 + a]
            for b in range(3):
                turned += whole[a, b] * place[b]
            errors[i, a] = points[i, a] - turned
    return errors


def product(a, b):
    c = np.zeros((len(a), b.shape[1]))
    for i in range(len(a)):
        for j in range(b.shape[1]):
            for k in range(len(b)):
                c[i, j] += a[i, k] * b[k, j]
    return c


def make(vertices, points, rng):
    """(theta, us, model, correspondences to vertices, to triangles, points)."""
    relatives = np.tile(np.eye(4), (BONES, 1, 1))
    relatives[:, :3, 3] = rng.normal(size=(BONES, 3))
    absolutes = []
    for bone in range(BONES):
        parent = PARENTS[bone]
        absolutes.append(relatives[bone] if parent < 0 else absolutes[parent] @ relatives[bone])
    weights = rng.random((vertices, BONES)) ** 8
    model = Model(
        relatives, np.linalg.inv(np.array(absolutes)),
        np.concatenate([rng.normal(size=(vertices, 3)), np.ones((vertices, 1))], axis=1),
        weights / weights.sum(axis=1, keepdims=True),
        rng.integers(vertices, size=(2 * vertices, 3)),
    )  # fmt: skip
    return (
        0.4 * rng.normal(size=26), rng.random((points, 2)) / 2, model,
        rng.integers(vertices, size=points), rng.integers(2 * vertices, size=points),
        rng.normal(size=(points, 3)),
    )  # fmt: skip
