def f(x, y, n):
    items = [x, y, x * y, x + y]
    total = 0.0
    for k in range(n):
        j = k % 4
        if items[j] > 0.0:
            total += items[j] * items[(j + 1) % 4]
        items[j] = items[j - 1] * y - 0.5 * x
    return total + items[0]


ARGS = (0.7, 1.3, 6)
