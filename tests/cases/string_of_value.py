def f(x):
    msg = "x = %.3f" % x
    msg2 = "x = {:.2f}".format(x)
    msg3 = f"{x!r:>10} {x:.3e} {x=}"
    print(msg, msg2, len(msg3) > 3)
    return x * x


ARGS = (0.7,)
