import ast
import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from s2sad import errors
from s2sad.backend import cache as cache_module
from s2sad.backend import fingerprint
from s2sad.backend.cache import Cache, Entry, default_cache
from s2sad.backend.fingerprint import key

KEY = key(["f"])
ENTRY = Entry("def f(x):\n    return 'ü'\n", {"name": "f", "args": [1, 2.5, None]})
posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def _leftovers(folder):
    return [str(path) for path in Path(folder).rglob("*.tmp")]


# Without `s2sad/__init__.py`, which imports NumPy: sixteen processes shall start in a second.
BARE_PACKAGE = """
import sys, types
sys.modules["s2sad"] = package = types.ModuleType("s2sad")
package.__path__ = [sys.argv.pop()]
from s2sad.backend.cache import Cache, Entry
from s2sad.backend.fingerprint import key
"""


def _run(program, *arguments):
    package = Path(errors.__file__).parent
    command = [sys.executable, "-S", "-c", BARE_PACKAGE + program]
    command += map(str, [*arguments, package])
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# -- storing and loading


def test_what_is_stored_is_loaded_by_every_process(cache):
    assert cache.load(KEY) is None
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY == Cache(str(cache.folder)).load(KEY)
    assert cache.problem is None and not _leftovers(cache.folder)


@pytest.mark.parametrize(
    "source",
    ["", "\n", "x = 1", "x = 1\n\n", "a\r\nb\r", "s = '\ud800'", "\n# s2sad cache entry 0 {}\n"],
)
def test_the_source_comes_back_to_the_letter(cache, source):
    entry = Entry(source, {"text": "\n# s2sad cache entry \u2028", "": []})
    cache.store(KEY, entry)
    assert cache.load(KEY) == entry


def test_a_later_entry_replaces_the_earlier(cache):
    cache.store(KEY, ENTRY)
    cache.store(KEY, ENTRY._replace(source="g = 1\n"))
    assert cache.load(KEY).source == "g = 1\n" and cache.info()["entries"] == 1


def test_the_file_is_python_with_the_lines_of_the_source(cache):
    cache.store(KEY, ENTRY)
    text = Path(cache.path(KEY)).read_text("utf-8")
    assert text.startswith(ENTRY.source)
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(ENTRY.source))


def test_the_same_entry_has_the_same_bytes(cache, tmp_path):
    other = Cache(tmp_path / "other")
    cache.store(KEY, ENTRY)
    other.store(KEY, ENTRY)
    assert Path(cache.path(KEY)).read_bytes() == Path(other.path(KEY)).read_bytes()


def test_a_cache_without_a_folder_keeps_nothing():
    cache = Cache(None)
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) is None and cache.clear() == 0 and cache.verify() == []
    assert cache.info() == {
        "folder": None, "entries": 0, "bytes": 0, "problem": "there is no folder for the cache"
    }  # fmt: skip


# -- damage


def _damages(data):
    yield from (data[:length] for length in range(0, len(data), 7))
    yield from (data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :] for i in range(0, len(data), 5))
    yield data + b"\n"
    yield b"x" + data
    yield data.replace(b"\n", b"\r\n")
    yield os.urandom(200)


def test_damaged_entries_are_absent_and_rebuilt(cache):
    cache.store(KEY, ENTRY)
    path = Path(cache.path(KEY))
    data = path.read_bytes()
    for damaged in _damages(data):
        path.write_bytes(damaged)
        assert cache.load(KEY) is None
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY and path.read_bytes() == data


def test_an_entry_under_another_key_is_damaged(cache):
    cache.store(KEY, ENTRY)
    other = key(["g"])
    cache.store(other, ENTRY._replace(source="g"))
    os.replace(cache.path(KEY), cache.path(other))
    assert cache.load(other) is None


def test_source_and_manifest_of_two_versions_do_not_mix(cache):
    cache.store(KEY, ENTRY)
    first = Path(cache.path(KEY)).read_bytes()
    cache.store(KEY, Entry("def g(): pass\n", {"name": "g"}))
    second = Path(cache.path(KEY)).read_bytes()
    seal = b"\n# s2sad cache entry "
    Path(cache.path(KEY)).write_bytes(first.partition(seal)[0] + seal + second.partition(seal)[2])
    assert cache.load(KEY) is None


def test_a_well_sealed_entry_without_a_manifest_is_absent(cache):
    cache.store(KEY, ENTRY)
    digest = key((KEY, b"x = 1", b"{not json")).encode()
    data = b"x = 1\n# s2sad cache entry " + digest + b" {not json\n"
    Path(cache.path(KEY)).write_bytes(data)
    assert cache.load(KEY) is None and cache.problem is None


def test_verify_names_and_removes_what_is_damaged(cache):
    keys = [key([name]) for name in "abcdef"]
    for k in keys:
        cache.store(k, ENTRY)
    assert cache.verify() == []
    for k in keys[:2]:
        Path(cache.path(k)).write_bytes(b"")
    assert cache.verify() == sorted(keys[:2])
    assert cache.verify() == [] and cache.info()["entries"] == 4
    assert all(cache.load(k) == ENTRY for k in keys[2:])


# -- the commands


def test_info_counts(cache):
    assert cache.info() == {"folder": cache.folder, "entries": 0, "bytes": 0, "problem": None}
    cache.store(KEY, ENTRY)
    size = os.path.getsize(cache.path(KEY))
    assert cache.info() == {"folder": cache.folder, "entries": 1, "bytes": size, "problem": None}


def test_clear_removes_only_what_is_of_the_cache(cache):
    for name in "abc":
        cache.store(key([name]), ENTRY)
    shard = os.path.dirname(cache.path(key(["a"])))
    strangers = [
        Path(cache.folder, "notes.txt"),
        Path(shard, "model.py"),
        Path(shard, "a" * 64 + ".pyc"),
        Path(shard, "A" * 64 + ".py"),
    ]
    for path in strangers:
        path.write_text("mine")
    Path(shard, "0" * 64 + ".1-0.tmp").write_text("left behind")
    assert cache.clear() == 3 and not _leftovers(cache.folder)
    left = {path for path in Path(cache.folder).rglob("*") if path.is_file()}
    assert left == set(strangers)
    assert {path.name for path in Path(cache.folder).iterdir()} == {"notes.txt", shard[-2:]}


def test_the_commands_report_a_file_in_place_of_the_folder(tmp_path):
    blocked = tmp_path / "cache"
    blocked.write_text("")
    cache = Cache(blocked)
    assert "Not a directory" in cache.info()["problem"]
    for command in (cache.clear, cache.verify):
        with pytest.raises(errors.CacheError, match="Not a directory"):
            command()


def test_info_says_that_the_folder_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot be written to" in Cache(tmp_path / "file" / "a" / "b").info()["problem"]


# -- a disk that does not play along


def _assert_store_fails_quietly(cache, reason):
    cache.store(KEY, ENTRY)
    assert reason in cache.problem
    assert cache.load(KEY) is None and not _leftovers(cache.folder)


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "cache").write_text("")
    _assert_store_fails_quietly(Cache(tmp_path / "cache"), "File exists")


def test_a_file_in_place_of_a_folder_within(cache):
    os.makedirs(cache.folder)
    Path(cache.folder, KEY[:2]).write_text("")
    _assert_store_fails_quietly(cache, "File exists")


def test_a_folder_in_place_of_the_entry(cache):
    os.makedirs(cache.path(KEY))
    _assert_store_fails_quietly(cache, "")


def test_a_path_that_no_system_takes():
    for folder, reason in (("a\0b", "null "), ("x" * 5000, "too long")):
        cache = Cache(folder)
        assert cache.load(KEY) is None and reason in cache.problem
        cache.store(KEY, ENTRY)
        assert reason in cache.problem and reason in cache.info()["problem"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_write_that_fails_midway(cache, monkeypatch, number):
    def open_full(*arguments, **options):
        file = open(*arguments, **options)  # noqa: SIM115
        return file if arguments[1] == "rb" else _FullFile(file, number)

    with monkeypatch.context() as patch:
        patch.setattr(cache_module, "open", open_full, raising=False)
        _assert_store_fails_quietly(cache, os.strerror(number))
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY and cache.problem is None


class _FullFile:
    """Takes half of what is written, and no more."""

    def __init__(self, file, number):
        self.file, self.number = file, number

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, data):
        self.file.write(data[: len(data) // 2])
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("function", ["mkdir", "open", "replace", "stat"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written(cache, monkeypatch, function, number):
    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, function, refuse)
    cache.store(KEY, ENTRY)
    assert os.strerror(number) in cache.problem and cache.load(KEY) is None


def test_an_entry_that_may_not_be_read(cache, monkeypatch):
    cache.store(KEY, ENTRY)

    def refuse(path, flags, mode):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuse)
    assert cache.load(KEY) is None and "Permission denied" in cache.problem


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(cache):
    os.makedirs(cache.folder, 0o500)
    _assert_store_fails_quietly(cache, "Permission denied")
    assert "cannot be written to" in cache.info()["problem"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
cache = Cache(sys.argv[1])
cache.store(sys.argv[2], Entry("x" * 100_000, {}))
print(cache.problem, cache.load(sys.argv[2]))
"""


@posix
def test_a_real_limit_of_the_system(cache):
    out, err = _run(LIMITED, cache.folder, KEY).communicate(timeout=30)
    assert b"File too large None" in out and not err
    assert not _leftovers(cache.folder) and cache.info()["entries"] == 0


# -- who may write to the folder


@posix
def test_folders_and_files_are_made_for_their_owner_alone(cache):
    previous = os.umask(0)
    try:
        cache.store(KEY, ENTRY)
    finally:
        os.umask(previous)
    path = Path(cache.path(KEY))
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (path.parent.parent, path.parent, path)]
    assert modes == [0o700, 0o700, 0o600]


def _assert_refused(cache, reason):
    before = list(Path(cache.folder).rglob("*"))
    assert cache.load(KEY) is None and reason in cache.problem
    cache.store(KEY, ENTRY)
    assert list(Path(cache.folder).rglob("*")) == before
    for command in (cache.info, cache.verify, cache.clear):
        with pytest.raises(errors.CacheError, match=reason):
            command()


@posix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o702, 0o1777])
def test_a_folder_that_others_may_write_to_is_refused(cache, mode):
    cache.store(KEY, ENTRY)
    os.chmod(cache.folder, mode)
    _assert_refused(cache, "other users may write to")
    os.chmod(cache.folder, 0o755)
    assert cache.load(KEY) == ENTRY


@posix
def test_a_folder_of_another_user_is_refused(cache, monkeypatch):
    cache.store(KEY, ENTRY)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    _assert_refused(cache, "belongs to another user")


@posix
def test_a_folder_below_a_shared_one_is_trusted(tmp_path):
    os.chmod(tmp_path, 0o1777)
    cache = Cache(tmp_path / "cache")
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY and cache.problem is None


@posix
def test_an_entry_that_others_may_write_to_is_absent(cache):
    cache.store(KEY, ENTRY)
    os.chmod(cache.path(KEY), 0o620)
    assert cache.load(KEY) is None and cache.verify() == [KEY]
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY


@posix
def test_an_entry_that_is_a_link_is_absent(cache, tmp_path):
    cache.store(KEY, ENTRY)
    os.replace(cache.path(KEY), tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", cache.path(KEY))
    assert cache.load(KEY) is None


# -- several processes

CROWD = """
import os, sys, time
cache = Cache(os.path.join(sys.argv[1], "cache"))
print("ready", flush=True)
while not os.path.exists(os.path.join(sys.argv[1], "go")):
    time.sleep(0.001)
for round in range(3):
    for i in range(12):
        k, right = key([str(i)]), Entry(f"x = {i}\\n" * 500, {"i": i})
        found = cache.load(k)
        assert found is None or found == right, found
        if found is None or round:
            cache.store(k, right)
        assert cache.problem is None, cache.problem
        assert cache.load(k) == right
"""


def test_sixteen_processes_on_one_cold_folder(tmp_path):
    crowd = [_run(CROWD, tmp_path) for _ in range(16)]
    for process in crowd:
        assert process.stdout.readline() == b"ready\n"
    (tmp_path / "go").write_text("")
    results = [(*process.communicate(timeout=60), process.returncode) for process in crowd]
    assert results == [(b"", b"", 0)] * 16
    cache = Cache(tmp_path / "cache")
    assert cache.info()["entries"] == 12 and cache.verify() == []
    assert not _leftovers(cache.folder)


def test_threads_of_one_process(cache):
    right = Entry("x = 1\n" * 1000, {})
    wrong = []

    def work():
        for _ in range(20):
            cache.store(KEY, right)
            if cache.load(KEY) != right:
                wrong.append(cache.problem)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and not _leftovers(cache.folder)


WRITER = """
import sys
cache = Cache(sys.argv[1])
n = 0
while True:
    n += 1
    cache.store(sys.argv[2], Entry(f"x = {n}\\n" * 100_000, {"n": n}))
    if n == 1:
        print("ready", flush=True)
"""


@posix
def test_a_process_killed_while_it_writes(cache):
    for delay in (0.0, 0.003, 0.007, 0.011):
        writer = _run(WRITER, cache.folder, KEY)
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(delay)
        writer.kill()
        writer.communicate()
        found = cache.load(KEY)
        assert found.source == f"x = {found.manifest['n']}\n" * 100_000
    assert cache.verify() == []
    cache.store(KEY, ENTRY)
    assert cache.load(KEY) == ENTRY


DYING = """
import os, signal, sys
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Cache(sys.argv[1]).store(sys.argv[2], Entry("x = 1", {}))
"""


@posix
def test_what_a_killed_process_leaves_goes_after_an_hour(cache):
    process = _run(DYING, cache.folder, KEY)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert cache.load(KEY) is None and cache.info()["entries"] == 0
    (leftover,) = _leftovers(cache.folder)
    cache.store(KEY, ENTRY)
    assert _leftovers(cache.folder) == [leftover]  # its process may still be writing
    os.utime(leftover, (time.time() - 4000,) * 2)
    cache.store(KEY, ENTRY)
    assert not _leftovers(cache.folder) and cache.load(KEY) == ENTRY


# -- the environment


@pytest.fixture
def bare(monkeypatch, tmp_path):
    for name in ("S2SAD_CACHE", "S2SAD_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("word", ["off", "OFF", " Off "])
def test_the_cache_can_be_switched_off(bare, word):
    bare.setenv("S2SAD_CACHE_DIR", "somewhere")
    bare.setenv("S2SAD_CACHE", word)
    assert default_cache() is None
    bare.setenv("S2SAD_CACHE", "on")
    assert default_cache() is not None


@pytest.mark.parametrize("word", ["maybe", "0", "false"])
def test_another_word_switches_nothing(bare, word):
    bare.setenv("S2SAD_CACHE", word)
    with pytest.raises(ValueError, match=f"S2SAD_CACHE is '{word}'"):
        default_cache()


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ".cache/s2sad"),
        ("darwin", "Library/Caches/s2sad"),
        ("win32", "AppData/Local/s2sad/Cache"),
    ],
)
def test_the_folder_of_the_platform(bare, tmp_path, platform, expected):
    bare.setattr(sys, "platform", platform)
    assert default_cache().folder == str(tmp_path / expected)
    assert not (tmp_path / expected).exists()  # made by the first store


def test_the_folders_that_the_environment_names(bare, tmp_path):
    bare.setattr(sys, "platform", "linux")
    bare.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_cache().folder == str(tmp_path / "xdg" / "s2sad")
    bare.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache().folder == str(tmp_path / ".cache" / "s2sad")
    bare.setattr(sys, "platform", "win32")
    bare.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert default_cache().folder == str(tmp_path / "local" / "s2sad" / "Cache")
    bare.setenv("S2SAD_CACHE_DIR", "~/mine")
    assert default_cache().folder == str(tmp_path / "mine")
    bare.chdir(tmp_path)
    bare.setenv("S2SAD_CACHE_DIR", "here")
    assert default_cache().folder == str(tmp_path / "here")


def test_without_a_home_nothing_is_kept(bare):
    bare.setattr(sys, "platform", "linux")
    bare.setattr(os.path, "expanduser", lambda path: path)
    cache = default_cache()
    assert cache.folder is None and "no folder" in cache.problem


# -- what it costs to import


@pytest.mark.parametrize("module", [cache_module, fingerprint])
def test_only_the_standard_library_is_imported(module):
    imported = set()
    for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add("." * node.level + (node.module or ""))
    assert imported - set(sys.stdlib_module_names) - {"collections.abc"} <= {
        "..errors", ".fingerprint"
    }  # fmt: skip
    assert not imported & {"tempfile", "shutil", "pathlib", "pickle", "dataclasses"}
