"""Normalized statements: every block has one way out, and nothing but dead code is gone."""

import textwrap

import gast
import pytest

from s2sad.frontend.exits import normalize


def normalized(source):
    """The new statements as text; `.stop 1` is shown as `_stop_1`."""
    result = normalize(gast.parse(textwrap.dedent(source)).body)
    module = gast.Module(result.body, [])
    for node in gast.walk(module):
        if isinstance(node, gast.Name) and node.id.startswith("."):
            node.id = "_" + node.id[1:].replace(" ", "_")
        if isinstance(node, (gast.If, gast.For, gast.While)) and not node.body:
            node.body = [gast.Pass()]
    stops = sorted(name.lstrip(".").replace(" ", "_") for name in result.stops.values())
    return gast.unparse(gast.fix_missing_locations(module)).strip(), stops


CASES = {
    "the rest sinks into the branch that goes on": (
        """
        if p:
            return a
        b
        """,
        """
        if p:
            _result = a
            _skip_0 = True
        else:
            b
            _result = None
            _skip_0 = True
        """,
        [],
    ),
    "what follows two exits is dead": (
        """
        if p:
            return a
        else:
            return b
        c
        """,
        """
        if p:
            _result = a
            _skip_0 = True
        else:
            _result = b
            _skip_0 = True
        """,
        [],
    ),
    "raise goes nowhere": (
        """
        if p:
            raise a
        else:
            b
        return c
        """,
        """
        if p:
            raise a
        else:
            b
        _result = c
        _skip_0 = True
        """,
        [],
    ),
    "break": (
        """
        for v in x:
            if v:
                break
            a
        return b
        """,
        """
        _stop_1 = False
        for v in x:
            _stop_1 = False
            if v:
                _stop_1 = True
            else:
                a
        _result = b
        _skip_0 = True
        """,
        ["stop_1"],
    ),
    "a flag guards what follows a branch that may or may not exit": (
        """
        while p:
            if q:
                if r:
                    continue
                a
            b
        """,
        """
        while p:
            _skip_1 = False
            if q:
                if r:
                    _skip_1 = True
                else:
                    a
            if _skip_1:
                pass
            else:
                b
        _result = None
        _skip_0 = True
        """,
        [],
    ),
    "an endless loop that returns gives its value": (
        """
        while True:
            if p:
                return a
        """,
        """
        _returned_1 = False
        _result_1 = undefined
        while True:
            _returned_1 = False
            _result_1 = undefined
            if p:
                _result_1 = a
                _returned_1 = True
        _result = _result_1
        _skip_0 = True
        """,
        ["returned_1"],
    ),
    "else of a loop without break runs": (
        """
        for v in x:
            a
        else:
            return b
        c
        """,
        """
        for v in x:
            a
        _result = b
        _skip_0 = True
        """,
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_normalized(name):
    source, expected, stops = CASES[name]
    assert normalized(source) == (textwrap.dedent(expected).strip(), stops)


def test_return_in_a_loop_with_break_and_else():
    text, stops = normalized(
        """
        for v in x:
            if p: break
            if q: return a
        else:
            b
        return c
        """
    )
    after = text[text.index("\nif ") :].strip()
    assert after == textwrap.dedent(
        """
        if _returned_1:
            _result = _result_1
            _skip_0 = True
        else:
            if _stop_1:
                pass
            else:
                b
            _result = c
            _skip_0 = True
        """
    ).strip()  # fmt: skip
    assert stops == ["stop_1"]


def test_the_input_is_not_changed():
    tree = gast.parse("for v in x:\n    if v:\n        break\n    a\nelse:\n    b\n")
    before = gast.dump(tree)
    normalize(tree.body)
    assert gast.dump(tree) == before


def test_new_nodes_have_positions():
    result = normalize(gast.parse("for v in x:\n    if v:\n        return v\n").body)
    for statement in result.body:
        for node in gast.walk(statement):
            if isinstance(node, (gast.stmt, gast.expr)):
                assert node.lineno in (1, 2, 3)
