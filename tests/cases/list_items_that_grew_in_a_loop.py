"""An inner loop makes an array longer, each time by another length; a list keeps them all."""

import numpy as np


def f(x):
    outs = []
    for k in range(3):
        y = x[:1]
        for v in x[:k]:
            y = np.append(y, v * x[0])
        outs.append(y)
    a, b = outs[0], outs[2]
    return np.sum(a * b) * len(b) + (1.0 if len(a) == len(b) else 5.0) * x[0]


ARGS = (np.array([0.3, 0.7, -0.4, 0.9]),)
