"""What an exported module has copied from the runtime is known again when it is differentiated."""

import ast

import pytest

from s2sad.backend.references import References
from s2sad.types.copies import original, originals


def compiled(text, name):
    """The function of a module that imports nothing from `__future__`, as exported ones are."""
    names = {}
    exec(compile(text, "<exported>", "exec", dont_inherit=True), names)
    return names[name]


@pytest.mark.parametrize("name", sorted(originals()))
def test_a_copy_is_what_it_was_copied_from(name):
    references = References()
    references.expression(originals()[name])
    body = [*references.statements(), *references.functions()]
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))
    assert original(compiled(text, f"_{name}")) is originals()[name]


def test_a_function_of_the_same_name_stays_what_it_is():
    other = compiled("def _spread(g, x):\n    return g\n", "_spread")
    assert original(other) is other
