"""The version of s2sad: part of every cache key and of every generated header."""

__version__ = "0.1.0"
