import numpy as np

G, N = 9.81, 3
W = np.array([1.0, 2.0])
CONFIG = {"rate": 0.1, "kind": "sq", "w": np.array([1.0, 2.0]), "nested": {"a": [1, 2.5]}}
COEFFS = [0.5, 2, 1.5]


def f(x):
    s = 0.0
    for c in COEFFS:
        s = s * x + c
    return (
        s * G * N
        + np.sum(W * x)
        + CONFIG["rate"] * x * np.sum(CONFIG["w"]) * CONFIG["nested"]["a"][1]
    )


ARGS = (0.7,)
