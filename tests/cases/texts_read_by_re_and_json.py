"""A text is taken apart by regular expressions, and layers are read from JSON."""

import json
import re

import numpy as np

LAYERS = '{"layers": [{"kind": "scale", "k": 2.0}, {"kind": "sin"}, {"kind": "pow", "n": 3}]}'
NUMBER = re.compile(r"(?P<name>\w+)=(\d+\.?\d*)")


def calculated(text, env):
    tokens = re.findall(r"\d+\.?\d*|[a-z]+|[-+*()]", text)

    def peek():
        return tokens[0] if tokens else None

    def total():
        value = product()
        while peek() in ("+", "-"):
            value = value + product() if tokens.pop(0) == "+" else value - product()
        return value

    def product():
        value = factor()
        while peek() == "*":
            tokens.pop(0)
            value = value * factor()
        return value

    def factor():
        token = tokens.pop(0)
        if token == "(":
            value = total()
            tokens.pop(0)
            return value
        return env[token] if token in env else float(token)

    return total()


def f(x, y):
    kinds = {"scale": lambda v, k: v * k, "sin": np.sin, "pow": lambda v, n: v**n}
    value = calculated("x*(y + 2.5) - 3*x*x", {"x": x, "y": y})
    for layer in json.loads(LAYERS)["layers"]:
        kind = layer.pop("kind")
        value = kinds[kind](value, **layer)
    if found := NUMBER.search("rate of k=0.25 per day"):
        value = value * float(found.group(2)) + len(found["name"]) * y
    for one in NUMBER.finditer("a=1, b=2"):
        value = value + float(one[2]) * x
    return value * len(re.split(r",\s*", "a, b,c")) + (y if re.match("z", "abc") else x)


ARGS = (0.4, 1.3)
