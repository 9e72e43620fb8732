import statistics


def f(x, y):
    return (
        statistics.stdev([x, y, x * y])
        + statistics.median([x, y, 0.5])
        + statistics.pvariance([x, y])
    )


ARGS = (0.7, 0.2)
