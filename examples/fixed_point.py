"""The derivative of a fixed point, without the way that led to it.

x = f(x, a) has the derivative (1 - df/dx)^-1 df/da, by the implicit function theorem. A rule of
one's own says so: the reverse sweep solves for it by iterating, too, and stores nothing
(Christianson 1994, "Reverse accumulation and attractive fixed points").
"""

import s2sad


def step(x, a):
    """Newton's step towards the square root of a."""
    return 0.5 * (x + a / x)


@s2sad.custom_vjp
def fixed_point(a):
    """The x that `step` leaves where it is."""
    x = a
    for _ in range(100):
        moved = step(x, a)
        if abs(moved - x) < 1e-14 * abs(x):
            break
        x = moved
    return x


@fixed_point.defvjp
def _(x, x_bar, a):
    by_x, by_a = s2sad.grad(step, 0), s2sad.grad(step, 1)
    u = x_bar
    for _ in range(100):
        moved = x_bar + u * by_x(x, a)
        if abs(moved - u) < 1e-14:
            break
        u = moved
    return (u * by_a(x, a),)


def main():
    slope = s2sad.grad(fixed_point)
    for a in (0.25, 2.0, 9.0):
        print(f"a = {a:4}: {fixed_point(a):.9f}, slope {slope(a):.9f} ({0.5 * a**-0.5:.9f})")
    print(slope.source())


if __name__ == "__main__":
    main()
