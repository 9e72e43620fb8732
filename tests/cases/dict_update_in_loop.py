def f(x, n):
    state = {"position": x, "speed": 0.0}
    for _ in range(n):
        state["speed"] = state["speed"] - 0.1 * state["position"]
        state["position"] += state["speed"]
    return state["position"] * state["speed"]


ARGS = (0.7, 3)
