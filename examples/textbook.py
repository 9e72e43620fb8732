"""The function that surveys of automatic differentiation trace by hand, traced by the program."""

import numpy as np

import s2sad


def f(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def main():
    print(s2sad.trace_table(f, 2.0, 5.0))
    print(s2sad.grad(f, argnums=(0, 1))(2.0, 5.0))


if __name__ == "__main__":
    main()
