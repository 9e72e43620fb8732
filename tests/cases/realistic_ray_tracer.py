import math
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class Vec:
    x: float
    y: float
    z: float

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y, self.z + o.z)

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y, self.z - o.z)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k, self.z * k)

    __rmul__ = __mul__

    def dot(self, o):
        return self.x * o.x + self.y * o.y + self.z * o.z

    def unit(self):
        return self * (1 / math.sqrt(self.dot(self)))


@dataclass
class Sphere:
    center: Vec
    radius: float
    albedo: float = 0.8

    def intersect(self, origin, direction):
        oc = origin - self.center
        b = oc.dot(direction)
        disc = b * b - oc.dot(oc) + self.radius**2
        if disc < 0:
            return None
        t = -b - math.sqrt(disc)
        return t if t > 1e-6 else None


class Scene:
    def __init__(self, objects, light):
        self.objects = objects
        self.light = light

    def shade(self, origin, direction):
        color = 0.05
        nearest = 1e9
        for obj in self.objects:
            t = obj.intersect(origin, direction)
            if t is not None and t < nearest:
                nearest = t
                point = origin + direction * t
                normal = (point - obj.center).unit()
                lambert = max(normal.dot((self.light - point).unit()), 0.0)
                color = 0.05 + obj.albedo * lambert
        return color


def f(radius, lx, albedo):
    scene = Scene(
        [Sphere(Vec(0.0, 0.0, 3.0), radius, albedo), Sphere(Vec(0.6, 0.1, 4.0), 0.9)],
        Vec(lx, 2.0, 0.0),
    )
    origin = Vec(0.0, 0.0, 0.0)
    pixels = [
        scene.shade(origin, Vec(i * 0.1, j * 0.1, 1.0).unit()) for i in (-1, 0, 1) for j in (-1, 1)
    ]
    return reduce(lambda a, b: a + b**2, pixels, 0.0)


ARGS = (1.01, 1.5, 0.7)
