"""Random structured programs do the same, in the same order, before and after lowering."""

import linecache

import pytest
from programs import source
from untyped_eval import relowered

from s2sad.errors import UnsupportedError

ARGUMENTS = [(0, 1), (1, 2, 3), (2, -1, 0), (3, 3, 2)]


class TooLong(Exception):
    """A program that notes too much, or numbers that grow too large."""


def compiled(seed, log):
    def note(x):
        log.append(x)
        if len(log) > 200 or abs(x) > 10**20:
            raise TooLong
        return x

    class Context:
        def __init__(self, number):
            self.number = number

        def __enter__(self):
            log.append(("enter", self.number))
            return self.number

        def __exit__(self, kind, *rest):
            if kind is None:  # lowered code does not catch: an error passes by the end of `with`
                log.append(("exit", self.number))

    file, text = f"<random program {seed}>", source(seed)
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    names = {"note": note, "Context": Context}
    exec(compile(text, file, "exec"), names)
    return names["f"]


def outcome(f, args, log):
    log.clear()
    try:
        result = f(*args)
    except (TooLong, KeyError) as error:
        result = type(error), error.args
    return result, list(log)


def lowered_or_none(f):
    """None for the one refusal that a program may meet: see `_cell` in lower_nested.py."""
    try:
        return relowered(f)
    except UnsupportedError as error:
        assert "two functions further in" in error.message
        return None


@pytest.mark.parametrize("block", range(8))
def test_same_as_python(block):
    ran = 0
    for seed in range(40 * block, 40 * block + 40):
        log = []
        f = compiled(seed, log)
        g = lowered_or_none(f)
        if g is None:
            continue
        for args in ARGUMENTS:
            assert outcome(g, args, log) == outcome(f, args, log), source(seed)
            ran += 1
    assert ran >= 120
