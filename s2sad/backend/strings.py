"""Literals of text: a string in, its Python literal out, the same on every Python version.

`repr` depends on the Unicode tables of the running Python, so escapes are decided here by the
tables of Unicode 3.2, which every version carries.
"""

from __future__ import annotations

from unicodedata import ucd_3_2_0

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"))
SINGLE_QUOTES = ('"', "'")
QUOTES = ('"', "'", '"""', "'''")


def escaped(text: str, keep: str = "") -> str:
    """The text with everything escaped but printable characters and those of `keep`."""
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return "".join(c if c in keep else _character(c) for c in text)


def _character(c: str) -> str:
    if c in _ESCAPES:
        return _ESCAPES[c]
    if " " <= c <= "~":
        return c
    if c > "\x7f" and ucd_3_2_0.category(c) not in _UNPRINTABLE:
        return c
    code = ord(c)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def string_literal(text: str) -> str:
    """The literal on one line, in the quotes that need fewer escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{escaped(text).replace(quote, chr(92) + quote)}{quote}"


def bytes_literal(data: bytes) -> str:
    text = repr(data)
    if text.startswith("b'") and '"' not in text:
        return f'b"{text[2:-1]}"'
    return text


def plain_literal(text: str, quotes: tuple[str, ...]) -> str | None:
    """The literal without a backslash, in one of `quotes`; None where there is none."""
    for quote in quotes:
        keep = "\n" if len(quote) == 3 else ""
        if quote[0] * len(quote) in text or text.endswith(quote[0]):
            continue
        if escaped(text, keep) == text:
            return quote + text + quote
    return None


def docstring_literal(text: str) -> str:
    """The literal in triple quotes, with its line breaks as they are."""
    body = escaped(text, "\n").replace('"""', '\\"\\"\\"')
    if body.endswith('"'):
        body = body[:-1] + '\\"'
    return f'"""{body}"""'
