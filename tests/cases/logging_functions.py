import logging


def f(x):
    logging.debug("value %s", x)
    if x > 0.5:
        logging.info(f"{x:.3f} is large")
    logging.log(5, "hello")
    return x * x


ARGS = (0.7,)
