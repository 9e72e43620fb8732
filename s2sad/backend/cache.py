"""The disk cache: a key in, the source and the manifest that were stored under it out.

One entry is one file, `<2 hex>/<key>.py`: the source, line for line as it was emitted, and below
it a comment with the manifest and a digest over key, source and manifest. A file is renamed into
place when it is complete, so a reader finds the old entry, the new one or none. What does not
fit its digest counts as absent. Loading and storing never raise on account of the disk: what went
wrong stands in `problem`. Only the explicit commands (`info`, `clear`, `verify`) raise CacheError.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import CacheError, SettingError
from .fingerprint import key as digest_of

_SEAL = b"\n# s2sad cache entry "
_STALE_SECONDS = 3600
_HEX = frozenset("0123456789abcdef")
_FOREIGN_WRITE = stat.S_IWGRP | stat.S_IWOTH
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Entry(NamedTuple):
    """What the cache keeps of one generated function; the manifest holds what JSON can hold."""

    source: str
    manifest: dict


class Cache:
    """Entries in one folder; without a folder it keeps nothing.

    `problem` says why entries cannot be loaded or stored, and is None while they can.
    """

    def __init__(self, folder: str | os.PathLike | None):
        # Absolute, since the process may change its working folder.
        self.folder = None if folder is None else os.path.abspath(os.fsdecode(folder))
        self.problem = "there is no folder for the cache" if folder is None else None

    def path(self, key: str) -> str:
        """The file of an entry; its first lines are the source, so a debugger can show them."""
        return os.path.join(self.folder or "", key[:2], key + ".py")

    def load(self, key: str) -> Entry | None:
        if self.folder is None:
            return None
        try:
            if self._distrusted():
                return None
            return _decode(key, _read(self.path(key)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.problem = _explain("read", self.folder, error)
            return None

    def store(self, key: str, entry: Entry) -> None:
        if self.folder is None:
            return
        data = _encode(key, entry)
        try:
            os.makedirs(self.folder, 0o700, exist_ok=True)
            if self._distrusted():
                return
            path = self.path(key)
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            _write(path, data)
            self.problem = None
            _remove_stale(os.path.dirname(path))
        except (OSError, ValueError) as error:
            self.problem = _explain("write", self.folder, error)

    def info(self) -> dict:
        """Folder, number of entries, their size in bytes, and what is wrong with the folder."""
        entries = size = 0
        try:
            self._require_trust()
            for path in self._files(".py"):
                entries, size = entries + 1, size + _size(path)
            if self.folder is not None and not _is_writable(self.folder):
                self.problem = f"{self.folder} cannot be written to"
        except (OSError, ValueError) as error:
            self.problem = _explain("read", self.folder, error)
        return {
            "folder": self.folder, "entries": entries, "bytes": size, "problem": self.problem
        }  # fmt: skip

    def clear(self) -> int:
        """Remove every entry, and nothing that is not of the cache; the number of entries."""
        removed = 0
        try:
            self._require_trust()
            for path in [*self._files(".py"), *self._files(".tmp")]:
                removed += _remove(path) and path.endswith(".py")
            for shard in self._shards():
                _remove_empty(shard)
        except (OSError, ValueError) as error:
            raise CacheError(_explain("clear", self.folder, error)) from error
        return removed

    def verify(self) -> list[str]:
        """The keys of the damaged entries, which are removed."""
        damaged = []
        try:
            self._require_trust()
            for path in self._files(".py"):
                key = os.path.basename(path).removesuffix(".py")
                if not _is_sound(key, path):
                    damaged.append(key)
                    _remove(path)
        except (OSError, ValueError) as error:
            raise CacheError(_explain("verify", self.folder, error)) from error
        return damaged

    def _require_trust(self) -> None:
        if self.folder is not None and os.path.exists(self.folder) and self._distrusted():
            advice = "make the folder yours alone (chmod go-w), or set S2SAD_CACHE_DIR"
            raise CacheError(self.problem, advice=advice)

    def _distrusted(self) -> bool:
        problem = _distrust(self.folder, os.stat(self.folder))
        self.problem = problem or self.problem
        return problem is not None

    def _shards(self) -> list[str]:
        if self.folder is None or not os.path.lexists(self.folder):
            return []
        names = sorted(n for n in os.listdir(self.folder) if len(n) == 2 and _HEX.issuperset(n))
        return [os.path.join(self.folder, name) for name in names]

    def _files(self, suffix: str) -> Iterator[str]:
        for shard in self._shards():
            yield from _own_files(shard, suffix)


def cache_is_off() -> bool:
    """True where the environment switches the cache off."""
    word = os.environ.get("S2SAD_CACHE", "")
    if word.strip().lower() not in ("", "on", "off"):
        raise SettingError(f"S2SAD_CACHE is {word!r}", advice='set it to "on" or "off"')
    return word.strip().lower() == "off"


def default_cache(switched_on: bool = False) -> Cache | None:
    """The cache that the environment asks for; None where it is switched off."""
    if cache_is_off() and not switched_on:
        return None
    chosen = os.environ.get("S2SAD_CACHE_DIR")
    return Cache(os.path.expanduser(chosen) if chosen else _platform_folder())


def _platform_folder() -> str | None:
    if sys.platform == "win32":
        base, name = os.environ.get("LOCALAPPDATA") or "~/AppData/Local", "s2sad/Cache"
    elif sys.platform == "darwin":
        base, name = "~/Library/Caches", "s2sad"
    else:
        base, name = os.environ.get("XDG_CACHE_HOME", ""), "s2sad"
        # The XDG specification has relative paths ignored.
        base = base if os.path.isabs(base) else "~/.cache"
    folder = os.path.normpath(os.path.join(os.path.expanduser(base), name))
    # Without a home folder the tilde stays.
    return folder if os.path.isabs(folder) else None


def _distrust(path: str, status: os.stat_result) -> str | None:
    """Why what lies at `path` may come from somebody else; None where it cannot."""
    if os.name != "posix":
        return None
    if status.st_uid != os.geteuid():
        return f"{path} belongs to another user"
    if status.st_mode & _FOREIGN_WRITE:
        return f"other users may write to {path}"
    return None


def _explain(verb: str, folder: str | None, error: Exception) -> str:
    return f"cannot {verb} the cache in {folder}: {getattr(error, 'strerror', None) or error}"


def _encode(key: str, entry: Entry) -> bytes:
    source = entry.source.encode("utf-8", "surrogatepass")
    manifest = json.dumps(entry.manifest).encode()
    digest = digest_of((key, source, manifest)).encode()
    return b"%b%b%b %b\n" % (source, _SEAL, digest, manifest)


def _decode(key: str, data: bytes) -> Entry | None:
    # The manifest has no raw line end, so the last seal in the file is the one of the entry.
    source, _, last = data.rpartition(_SEAL)
    digest, _, manifest = last.partition(b" ")
    if not manifest.endswith(b"\n"):
        return None
    if digest != digest_of((key, source, manifest[:-1])).encode():
        return None
    try:
        return Entry(source.decode("utf-8", "surrogatepass"), json.loads(manifest))
    except ValueError:
        return None


def _read(path: str) -> bytes:
    """The bytes of a file that is ours alone; none of a file that is not."""
    with open(path, "rb", opener=_open_private) as file:
        return b"" if _distrust(path, os.fstat(file.fileno())) else file.read()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK, 0o600)


def _is_sound(key: str, path: str) -> bool:
    try:
        return _decode(key, _read(path)) is not None
    except FileNotFoundError:  # another process removed it meanwhile
        return True
    except OSError:
        return False


def _write(path: str, data: bytes) -> None:
    # Process ids repeat in containers and across the machines of a network folder.
    temporary = f"{path.removesuffix('.py')}.{os.getpid()}-{os.urandom(6).hex()}.tmp"
    try:
        with open(temporary, "xb", opener=_open_private) as file:
            file.write(data)
        os.replace(temporary, path)
    finally:
        _remove(temporary)


def _remove(path: str) -> bool:
    try:
        os.remove(path)
    except FileNotFoundError:
        return False
    return True


def _remove_stale(shard: str) -> None:
    """Remove what processes that were killed while writing left behind."""
    for path in _own_files(shard, ".tmp"):
        try:
            if time.time() - os.stat(path).st_mtime > _STALE_SECONDS:
                os.remove(path)
        except FileNotFoundError:  # another process was faster
            continue


def _remove_empty(shard: str) -> None:
    try:
        os.rmdir(shard)
    except OSError:  # not empty, or another process is storing into it
        return


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:  # another process removed it meanwhile
        return 0


def _is_writable(folder: str) -> bool:
    """Whether entries can be written to the folder, or the folder can be made."""
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)


def _own_files(shard: str, suffix: str) -> list[str]:
    """The files whose names are those of the cache: an entry or a temporary file of one."""
    if not os.path.isdir(shard):
        return []
    return [os.path.join(shard, n) for n in sorted(os.listdir(shard)) if _is_own(n, suffix)]


def _is_own(name: str, suffix: str) -> bool:
    key, _, rest = name.partition(".")
    if len(key) != 64 or not _HEX.issuperset(key) or not name.endswith(suffix):
        return False
    return suffix == ".tmp" or rest == "py"
