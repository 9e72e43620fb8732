"""The square root by Newton's method: a while loop, its derivatives, and those of the derivatives.

How many rounds the loop takes depends on x; the derivative takes the same, so that it is the
derivative of what was computed: its digits lag one round behind those of the root.
"""

import s2sad


def newton_sqrt(x):
    y = 0.5 * (1.0 + x)
    while abs(y * y - x) > 1e-14 * x:
        y = 0.5 * (y + x / y)
    return y


def main():
    first = s2sad.grad(newton_sqrt)
    second = s2sad.grad(first)
    for x in (0.25, 2.0, 9.0):
        print(f"x = {x:4}: {newton_sqrt(x):.9f}", end="")
        print(f", first derivative {first(x):.9f} ({0.5 * x**-0.5:.9f})", end="")
        print(f", second {second(x):.5f} ({-0.25 * x**-1.5:.5f})")
    print(first.source())


if __name__ == "__main__":
    main()
