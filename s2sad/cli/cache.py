"""`cache`: look at the compiled functions on disk, remove them, or check them."""

from __future__ import annotations

import argparse

from ..backend.cache import Cache
from ..settings import config

DAMAGED = 1


def add(commands) -> None:
    parser = commands.add_parser("cache", help="the cache of compiled functions")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for action, text in (
        (info, "where it is and what it holds"),
        (clear, "remove every entry"),
        (verify, "check every entry, remove the damaged ones; exit 1 where there were some"),
    ):
        actions.add_parser(action.__name__, help=text).set_defaults(run=run, action=action)


def run(options: argparse.Namespace) -> int:
    cache = config.opened()
    if cache is None:
        print("the cache is off (S2SAD_CACHE=off)")
        return 0
    return options.action(cache)


def info(cache: Cache) -> int:
    found = cache.info()
    print(f"folder   {found['folder'] or 'none'}")
    print(f"entries  {found['entries']}")
    print(f"size     {found['bytes'] / 1024:.1f} KiB")
    if found["problem"]:
        print(f"problem  {found['problem']}")
    return 0


def clear(cache: Cache) -> int:
    print(f"{_entries(cache.clear())} removed from {cache.folder}")
    return 0


def verify(cache: Cache) -> int:
    damaged = cache.verify()
    for key in damaged:
        print(f"damaged, removed: {cache.path(key)}")
    print(f"{_entries(cache.info()['entries'])} sound, {len(damaged)} damaged")
    return DAMAGED if damaged else 0


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
