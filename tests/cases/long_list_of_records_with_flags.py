def f(k, start, games):
    r = [v for v in start]
    loss = 0.0
    for i, j, won in games:
        d = r[i] - r[j]
        p = 1.0 / (1.0 + 2.0**-d)
        loss += (1.0 - p) ** 2 if won else p**2
        r[i] += k * (won - p)
        r[j] -= k * (won - p)
    return loss


ARGS = (
    0.3,
    [0.5, -0.2, 0.1],
    [(0, 1, True), (1, 2, False), (0, 2, True), (2, 1, True), (1, 0, False)] * 2,
)
