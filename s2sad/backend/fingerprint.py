"""Stable digests: parts of a cache key in, or a code object in; a digest out.

Byte code is not marshalled whole: marshal writes the items of a frozenset in hash order, which
differs between processes, and marks what happens to be shared or interned. Code objects, tuples
and frozensets are therefore walked here, and only single constants are marshalled.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from types import CodeType

# The last format of marshal that records neither sharing nor interning.
_MARSHAL_VERSION = 2


def key(parts: Iterable[bytes | str]) -> str:
    """The cache key of `parts`; each is hashed with its length, so that none runs into the next."""
    return _hash(parts).hexdigest()


def code_fingerprint(code: CodeType) -> bytes:
    """What `code` does and where it stands; the same in every process of one Python version.

    Of the file only its base name counts: a checkout in another folder keeps its cache.
    """
    return _hash(_code_parts(code)).digest()


def _hash(parts: Iterable[bytes | str]):
    digest = sha256()
    for part in parts:
        # Strings of the user may hold lone surrogates.
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%c%d:" % (b"s" if isinstance(part, str) else b"b", len(data)))
        digest.update(data)
    return digest


def _code_parts(code: CodeType) -> Iterator[bytes | str]:
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    yield repr((*counts, code.co_firstlineno))
    yield os.path.basename(code.co_filename)
    yield code.co_qualname
    yield code.co_code
    yield code.co_exceptiontable
    # Errors and comments of the generated code point at the user's lines.
    yield code.co_linetable
    for names in (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars):
        yield marshal.dumps(names, _MARSHAL_VERSION)
    yield _constant_digest(code.co_consts)


def _constant_digest(constant: object) -> bytes:
    kind = type(constant)
    if kind is CodeType:
        return code_fingerprint(constant)
    if kind is tuple:
        return _hash((b"tuple", *map(_constant_digest, constant))).digest()
    if kind is frozenset:
        return _hash((b"frozenset", *sorted(map(_constant_digest, constant)))).digest()
    if kind is slice:  # a constant from Python 3.14 on
        bounds = (constant.start, constant.stop, constant.step)
        return _hash((b"slice", *map(_constant_digest, bounds))).digest()
    return marshal.dumps(constant, _MARSHAL_VERSION)
