"""Wiring only: settings, addresses, the command line and the embedded database's starter."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


class Refusal(Exception):
    """A start that cannot go ahead: a sentence saying what, where and how to mend it."""
