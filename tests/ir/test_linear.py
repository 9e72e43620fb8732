from s2sad.ir.linear import ONE, ZERO, Bounds, Form, range_bounds, symbol_form


def test_the_innermost_variable_is_replaced_first():
    """For j below i, `i - j` is at least 1; with i replaced first, only -n would be known."""
    i, j, n = map(symbol_form, "ijn")
    for names in ("ij", "ji"):  # in whichever order a set holds them
        bounds = Bounds()
        bounds.note("i", *range_bounds(ZERO, n, 1))
        bounds.note("j", *range_bounds(ZERO, i, 1))
        form = Form(frozenset((name, 1 if name == "i" else -1) for name in names))
        assert bounds.innermost(form) == "j" and bounds.innermost(form, "j") == "i"
        assert bounds.without(form, "j", least=True) == ONE
        assert bounds.without(form, "j", least=False) == i
        assert bounds.innermost(n) is None and "n" not in bounds
