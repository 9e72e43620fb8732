def f(x):
    state = [1.0]
    m = map(lambda v: v * state[0], [x, x * x])
    state[0] = 2.0
    return sum(m)


ARGS = (0.7,)
REFUSED = "used up"
