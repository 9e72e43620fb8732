"""What `is_static` says without a compiler."""

from s2sad.runtime.static import is_static


def test_nothing_is_static_at_run_time():
    assert is_static(2) is False
