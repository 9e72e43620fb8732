"""`assert_becomes`: IR text before and after a pass, as a test reads best."""

import textwrap

from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.verifier import verify


def assert_becomes(module, before, after):
    fn = verify(parse_function(textwrap.dedent(before)), typed=True)
    expected = print_function(parse_function(textwrap.dedent(after)))
    result = verify(module.run(fn), typed=True)
    assert print_function(result) == expected
    assert module.run(result) is result


def assert_stays(module, text):
    fn = verify(parse_function(textwrap.dedent(text)), typed=True)
    assert module.run(fn) is fn
