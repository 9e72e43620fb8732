"""Compiled code across processes: what the disk cache keeps, and when it may be used again.

The key holds the function's code, the transforms, the types of the arguments and the versions. An
entry lists the names that the code depends on with what they held; it is used only where they
still hold the same. Nothing of the compiler is imported here.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.machinery import PathFinder

import numpy as np

from .backend.cache import Entry
from .backend.fingerprint import code_fingerprint, key
from .loaded import Compiled, Made
from .names import describe, named, placed, read_name, reference, resolve
from .registered import stands_for
from .rules.registry import USER, registered_by_user
from .settings import config
from .signatures import Facts, key_or_none
from .version import __version__


@lru_cache(maxsize=1)
def installation() -> str:
    """Tells one state of s2sad's own files from another: an edit of a rule makes new code."""
    total = []
    for folder, folders, files in os.walk(os.path.dirname(__file__)):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(files):
            if name.endswith(".py"):
                stat = os.stat(os.path.join(folder, name))
                total.append(f"{name}:{stat.st_mtime_ns}:{stat.st_size}")
    return key(total)


@lru_cache(maxsize=1)
def scipy_version() -> str:
    """What the installed SciPy says of its version, read and not imported; what its functions
    return decides types."""
    spec = PathFinder.find_spec("scipy")
    if spec is None or spec.origin is None:
        return ""
    try:
        with open(os.path.join(os.path.dirname(spec.origin), "version.py"), "rb") as file:
            return key([file.read()])
    except OSError:
        return ""


def entry_key(target, args: tuple, part: str) -> str | None:
    """The key of the code for these arguments; None where they cannot be told by text."""
    types = types_text(args)
    if types is None:
        return None
    chain = repr(target.chain)
    versions = f"{__version__} {sys.version_info[:2]} {np.__version__} {scipy_version()}"
    versions = f"{versions} {installation()}"
    rules = rules_text()
    if rules is None:
        return None
    place = f"{target.function.__module__} {target.function.__qualname__}"
    code = code_fingerprint(target.function.__code__)
    return key([code, place, chain, part, types, versions, rules])


def rules_text() -> str | None:
    """What the user registered, and for which functions; None where another process could mean
    others by the same text."""
    told = []
    for kind, callee, rule in registered_by_user():
        texts = named(callee) or placed(callee), "" if rule is None else describe(rule)
        if None in texts:
            return None
        told.append((kind, *texts))
    return repr(sorted(told))


def types_text(args: tuple) -> str | None:
    """The key of arguments as text; None where that does not tell them from others."""
    found = key_or_none(args)
    try:
        return None if found is None else text_of(found)
    except RecursionError:  # a nesting too deep for a text
        return None


def text_of(part) -> str | None:
    """The key of arguments as text: classes by name, anything else only if it is plain."""
    match part:
        case None | bool() | int() | str() | bytes() | float():
            return repr(part)
        case type():
            if stands_for(part) is not None:  # it is of this process, and read by nobody else
                return None
            fields = getattr(part, "_fields", "")  # of a namedtuple, whose parts have no names here
            return f"{part.__module__}.{part.__qualname__}{fields}"
        case tuple():
            parts = [text_of(p) for p in part]
            return None if None in parts else f"({', '.join(parts)})"
    return None


def load(target, args: tuple, part: str = "") -> Compiled | None:
    """The code that was stored for arguments like these, where it still holds here."""
    folder, version = config.opened(), USER.version
    text = None if folder is None else entry_key(target, args, part)
    entry = None if text is None else folder.load(text)
    if entry is not None and not entry.source:  # it says what decides the code beyond the types
        entry = folder.load(key_with(text, facts_of(entry), args))
    if entry is None:
        return None
    reads = []
    for data, expected in entry.manifest["reads"]:
        found = resolve(data, target.function)
        value = None if found is None else read_name(*found)
        if found is None or describe(value) != expected:
            return None
        reads.append((*found, value))
    hidden = []
    for name, data, expected in entry.manifest["hidden"]:
        found = resolve(data, target.function)
        if found is None or types_text((read_name(*found),)) != expected:
            return None
        hidden.append((name, *found))
    shown = []
    for data, as_told in entry.manifest["shown"]:
        found = resolve(data, target.function)
        if found is None:
            return None
        shown.append((*found, as_told))
    manifest = entry.manifest
    lines = {int(k): tuple(v) for k, v in manifest["lines"].items()}
    return Compiled(Made(entry.source, manifest["name"], lines, reads, hidden, shown,
                         manifest["kinds"], facts_of(entry), version))  # fmt: skip


def load_pair(target, args: tuple, count: int, has_aux: bool) -> tuple[Compiled, Compiled] | None:
    """The halves of a pullback with respect to the first so many arguments."""
    asked = f"{count} {has_aux}"
    forward = load(target, args, f"forward {asked}")
    backward = forward and load(target, args, backward_part(forward, asked))
    return (forward, backward) if forward and backward else None


def store_pair(target, args: tuple, forward: Made, backward: Made, count: int, has_aux: bool):
    """Keep both halves of a pullback."""
    asked = f"{count} {has_aux}"
    store(target, args, forward, f"forward {asked}")
    store(target, args, backward, backward_part(forward, asked))


def backward_part(forward: Compiled | Made, asked: str) -> str:
    """The name of the half that takes the residuals of this one, and of no other: another process
    may have written over either."""
    return f"backward {asked} of {forward.source}"


def facts_of(entry: Entry) -> Facts:
    return Facts((kind, tuple(path)) for kind, path in entry.manifest["facts"])


def store(target, args: tuple, made: Made, part: str = "") -> None:
    """Keep the code, if all that it depends on can be found and told by another process. `part`
    tells apart what is made for the same arguments."""
    folder = config.opened()
    text = None if folder is None else entry_key(target, args, part)
    if text is None:
        return
    known = []
    for name_key, holder, value in made.reads:
        data, shown = reference(name_key, holder, target.function), describe(value)
        if data is None or shown is None:
            return
        known.append([data, shown])
    captured = []
    for label, name_key, holder in made.hidden:
        data = reference(name_key, holder, target.function)
        types = types_text((read_name(name_key, holder),))
        if data is None or types is None:
            return
        captured.append([label, data, types])
    told = []
    for name_key, holder, as_told in made.shown:
        data = reference(name_key, holder, target.function)
        if data is None:
            return
        told.append([data, as_told])
    if not all(isinstance(step, (int, str)) for _, path in made.facts for step in path):
        return
    manifest = {"name": made.name, "lines": made.lines, "reads": known, "hidden": captured,
                "shown": told, "kinds": made.kinds, "facts": made.facts}  # fmt: skip
    earlier = folder.load(text)
    asked = Facts() if earlier is None or earlier.source else facts_of(earlier)
    facts = made.facts.and_those(asked)
    if facts:
        if facts != asked:
            folder.store(text, Entry("", {"facts": facts}))
        text = key_with(text, facts, args)
    folder.store(text, Entry(made.source, manifest))


def key_with(text: str, facts: Facts, args: tuple) -> str:
    """The key of code that facts of the arguments decide beyond their types. Other arguments may
    have asked for other facts, so that what these are is part of it."""
    return key([text, repr(tuple(facts)), repr(facts.of(args))])
