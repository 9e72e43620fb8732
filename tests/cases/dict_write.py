def f(x, y):
    state = {"u": x}
    state["v"] = state["u"] * y
    state["u"] += state["v"]
    state["u"] *= y
    return state["u"] * state["v"]


ARGS = (0.7, -1.3)
