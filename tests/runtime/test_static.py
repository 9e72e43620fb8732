"""What `is_static` says without a compiler."""

from s2sad.runtime.static import as_long, is_static


def test_nothing_is_static_at_run_time():
    assert is_static(2) is False


def test_no_length_is_known_at_run_time():
    assert as_long([1.0], 0, [1.0], 0) is False
