"""Prints the patterns of `match`: a pattern node in, text on one line out."""

from __future__ import annotations

from .expressions import ExpressionPrinter, Prec
from .layout import flat


def pattern_text(printer: ExpressionPrinter, node, nested: bool = False) -> str:
    """The pattern; `nested` ones in parentheses where `|` or `as` would bind too loosely."""

    def text(inner) -> str:
        return pattern_text(printer, inner)

    match type(node).__name__:
        case "MatchValue":
            return flat(printer.doc(node.value, Prec.BIT_OR))
        case "MatchSingleton":
            return repr(node.value)
        case "MatchSequence":
            return "[" + ", ".join(map(text, node.patterns)) + "]"
        case "MatchStar":
            return f"*{node.name or '_'}"
        case "MatchMapping":
            keys = [flat(printer.doc(key)) for key in node.keys]
            items = [f"{key}: {text(inner)}" for key, inner in zip(keys, node.patterns)]
            rest = [] if node.rest is None else [f"**{node.rest}"]
            return "{" + ", ".join(items + rest) + "}"
        case "MatchClass":
            named = zip(node.kwd_attrs, node.kwd_patterns)
            items = [*map(text, node.patterns), *(f"{k}={text(inner)}" for k, inner in named)]
            return f"{flat(printer.doc(node.cls, Prec.ATOM))}({', '.join(items)})"
        case "MatchAs" if node.pattern is None:
            return node.name or "_"
        case "MatchAs":
            body = f"{pattern_text(printer, node.pattern, True)} as {node.name}"
        case "MatchOr":
            body = " | ".join(pattern_text(printer, inner, True) for inner in node.patterns)
        case kind:
            raise TypeError(f"not a pattern: {kind}")
    return f"({body})" if nested else body
