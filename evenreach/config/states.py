"""The command `evenreach states`: the table of a request's moves, for people and for programs."""

import argparse
import json
import os
import secrets
from typing import Any


def states(words: list[str]) -> None:
    """Prints each move: where it begins, the action, where it ends, and whose it is.

    Nothing is signed and no database is read, so that a key of the moment will do.
    """
    parser = argparse.ArgumentParser(prog="evenreach states")
    parser.add_argument("--json", action="store_true", help="as facts for a program")
    chosen = parser.parse_args(words)
    os.environ.setdefault("EVENREACH_SECRET_KEY", secrets.token_urlsafe(50))
    import django

    django.setup()
    print(json.dumps(table(), indent=1) if chosen.json else as_markdown())


def table() -> dict[str, Any]:
    """The states in their order, and every move; what is not among them is refused."""
    from evenreach.flow.requests.states import MOVES, State

    return {
        "states": [state.value for state in State],
        "moves": [
            {
                "from": move.begins.value,
                "action": move.action,
                "to": move.ends.value,
                "role": move.role.value,
            }
            for move in MOVES
        ],
    }


def as_markdown() -> str:
    """The same as the table of the guide."""
    rows = ["| from | action | to | whose |", "|---|---|---|---|"]
    for move in table()["moves"]:
        whose = move["role"].replace("_", " ")
        rows.append(f"| {move['from']} | {move['action']} | {move['to']} | {whose} |")
    return "\n".join(rows)
