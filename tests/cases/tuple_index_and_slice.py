def f(x, y):
    parts = (x, y, x * y)
    head = parts[:2]
    return head[0] * head[-1] + parts[2] * len(parts)


ARGS = (0.7, -1.3)
