"""`s2sad.config`: where compiled code is kept, and whether it is.

A setting that was not made from code is that of the environment, `S2SAD_CACHE_DIR` and
`S2SAD_CACHE`, read when it matters.
"""

from __future__ import annotations

import os

from .backend.cache import Cache, cache_is_off, default_cache
from .errors import SettingError

SWITCH = {True: True, False: False, "on": True, "off": False}


class Config:
    """The settings. `config.cache_dir = "…"` and `config.cache = "off"`, or both in one call:
    `config(cache_dir="…", cache="on")`; None goes back to the environment."""

    __slots__ = ("_cache_dir", "_cache", "_open", "_folders")

    def __init__(self):
        self._cache_dir: str | None = None
        self._cache: bool | None = None
        self._open: Cache | None = None
        #: the folder of each value of S2SAD_CACHE_DIR that was met: the process may move elsewhere
        self._folders: dict[str | None, str | None] = {}

    @property
    def cache_dir(self) -> str | None:
        """The folder of the cache; None where there is none."""
        if self._cache_dir is not None:
            return self._cache_dir
        chosen = os.environ.get("S2SAD_CACHE_DIR")
        if chosen not in self._folders:
            self._folders[chosen] = default_cache(switched_on=True).folder
        return self._folders[chosen]

    @cache_dir.setter
    def cache_dir(self, folder) -> None:
        if not isinstance(folder, (str, os.PathLike, type(None))):
            raise SettingError(f"config.cache_dir is {folder!r}", advice="give a folder's path")
        if folder is not None:
            folder = os.path.abspath(os.path.expanduser(os.fsdecode(folder)))
        self._cache_dir = folder

    @property
    def cache(self) -> bool:
        """True where compiled code is kept on disk."""
        return not cache_is_off() if self._cache is None else self._cache

    @cache.setter
    def cache(self, switch) -> None:
        known = switch is None or isinstance(switch, (bool, str)) and switch in SWITCH
        if not known:
            raise SettingError(f"config.cache is {switch!r}", advice='give "on" or "off"')
        self._cache = None if switch is None else SWITCH[switch]

    def __call__(self, **settings) -> "Config":
        for name, value in settings.items():
            if name not in ("cache_dir", "cache"):
                raise SettingError(f"there is no setting {name!r}", advice="set cache_dir or cache")
            setattr(self, name, value)
        return self

    def opened(self) -> Cache | None:
        """The cache as the settings are now; None where it is switched off."""
        if not self.cache:
            return None
        folder = self.cache_dir
        if self._open is None or self._open.folder != folder:
            self._open = Cache(folder)
        return self._open

    def __repr__(self) -> str:
        switch = "on" if self.cache else "off"
        return f"<s2sad config: cache={switch}, cache_dir={self.cache_dir!r}>"


config = Config()
