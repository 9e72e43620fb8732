import logging

log = logging.getLogger("a")


def f(x):
    log.debug("value %s", x)
    log.info("hello")
    return x * x


ARGS = (0.7,)
