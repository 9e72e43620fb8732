import numpy as np


def layer(state, params):
    u, w, a = state["u"], params["w"], params["a"]
    total = 0.0
    for k in range(1, len(u)):
        u_k = np.sin(u[k] * a) + 0.1 * u[k - 1]
        if u_k > 0.3:
            u_k = u_k * u_k
        total = total + u_k * w[k]
    v = np.tanh(u * a)
    v = v * v + 0.3 * u
    v = np.cos(v) - 0.2 * v * a
    v = v / (1.0 + v * v)
    v = np.exp(0.1 * v) * w
    v = v - np.mean(v)
    v = v * np.sqrt(1.0 + v * v)
    v = np.where(v > 0.1, v * v, 0.5 * v)
    v = v + 0.1 * np.sin(v) * total
    v = v * 0.9 + 0.05 * np.cos(total * v)
    return {"u": v, "total": state["total"] + total}


def f(params, x):
    state = {"u": x, "total": 0.0}
    state = layer(state, params)
    state = layer(state, params)
    state = layer(state, {"w": x, "a": params["a"] * 2.0})
    return np.sum(state["u"]) * state["total"]


ARGS = ({"w": np.array([0.5, -1.5, 0.3, 0.9]), "a": 0.7}, np.array([0.2, 0.4, -0.6, 0.8]))
