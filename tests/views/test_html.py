import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from s2sad.views import html as page_module
from s2sad.views.highlight import highlighted
from s2sad.views.html import side_by_side

PRIMAL = '''def area(r):
    """The area of a <circle>."""
    return 3.0 * r**2  # about
'''
GENERATED = "def area_grad(r):\n    # return 3.0 * r**2\n    return 6.0 * r\n"


def plain(line: str) -> str:
    return unescape(re.sub("<[^>]*>", "", line))


class Lines(HTMLParser):
    """The lines of a page: id -> (ids that it is linked to, text)."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, list] = {}
        self.open: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in ("meta",):
            self.open.append(tag)
        if values.get("class") == "line":
            self.inside = values["id"]
            self.found[self.inside] = [values.get("data-to", "").split(), ""]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "div":
            self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.found[self.inside][1] += data


@pytest.mark.parametrize(
    "source",
    [
        PRIMAL,
        "x = f'{a!r} {{b}} {c:>{d}}'\n",
        'text = """two\n\tlines"""\r\ny = 1\r\n',
        "def broken(:\n    x = (1\n",
        "unfinished = '''abc\n",
        "  indented = 1\n return_ = 2\n",
        "é = 'ü' + \"𝛼\"  # ß < ß\n",
        "a = 1\f\nb = 2\n",
        "",
        Path(page_module.__file__).read_text(encoding="utf-8"),
    ],
)
def test_highlighting_keeps_the_text(source):
    lines = source.replace("\r\n", "\n").removesuffix("\n").split("\n")
    assert list(map(plain, highlighted(source))) == lines


def test_each_kind_of_token_has_its_class():
    line = highlighted("def f(x): return len('s') + 1.5  # note\n")[0]
    assert line == (
        '<span class="kw">def</span> <span class="def">f</span>(x): '
        '<span class="kw">return</span> <span class="bi">len</span>'
        '(<span class="str">&#x27;s&#x27;</span>) + <span class="num">1.5</span>  '
        '<span class="com"># note</span>'
    )


def test_a_string_of_several_lines_is_marked_on_each():
    assert highlighted("x = '''a\nb'''\n") == [
        "x = <span class=\"str\">&#x27;&#x27;&#x27;a</span>",
        '<span class="str">b&#x27;&#x27;&#x27;</span>',
    ]


def test_attributes_are_no_builtins():
    assert "bi" not in highlighted("x.sum()")[0]
    assert "bi" in highlighted("sum(x)")[0]


def test_lines_are_linked_both_ways():
    page = side_by_side(PRIMAL, GENERATED, [(1, 1), (3, 2), (3, 3)], "area")
    lines = Lines(page).found
    assert lines["p1"][0] == ["g1"] and lines["g1"][0] == ["p1"]
    assert lines["p2"][0] == []
    assert lines["p3"][0] == ["g2", "g3"] and lines["g3"][0] == ["p3"]
    assert lines["p3"][1] == "3    return 3.0 * r**2  # about"


def test_the_page_is_well_formed_and_alone():
    reader = Lines(side_by_side(PRIMAL, GENERATED, [(1, 1)], "a < b"))
    assert reader.open == []
    page = side_by_side(PRIMAL, GENERATED, [(1, 1)], "a < b")
    assert "<title>a &lt; b</title>" in page and "&lt;circle&gt;" in page
    assert not re.search(r'(src|href)="(?!#)|https?:', page)
    assert page == side_by_side(PRIMAL, GENERATED, iter([(1, 1), (1, 1)]), "a < b")


def test_lines_may_count_from_another_number():
    lines = Lines(side_by_side(PRIMAL, GENERATED, [(42, 3)], "area", primal_start=40)).found
    assert [name for name in lines if name[0] == "p"] == ["p40", "p41", "p42"]
    assert lines["g3"][0] == ["p42"]


@pytest.mark.parametrize("link", [(0, 1), (4, 1), (1, 4)])
def test_a_link_to_nowhere_is_an_error(link):
    with pytest.raises(ValueError, match=re.escape(str(link))):
        side_by_side(PRIMAL, GENERATED, [link], "area")
