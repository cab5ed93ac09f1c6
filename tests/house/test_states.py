"""The table of moves is the same wherever it is told."""

import json
from itertools import product

from django.db import connection

from evenreach.config.states import as_markdown, states, table
from evenreach.flow.people.models import Role
from evenreach.flow.requests.states import MOVES, State


def test_the_guide_has_the_table(project):
    guide = (project / "docs" / "guides" / "states.md").read_text()
    assert as_markdown() in guide
    assert guide.count("\n| ") == len(MOVES) + 1


def test_the_command_prints_the_table(capsys):
    states(["--json"])
    printed = json.loads(capsys.readouterr().out)
    assert printed == table()
    assert printed["states"] == [state.value for state in State]
    assert {(m["from"], m["action"], m["to"], m["role"]) for m in printed["moves"]} == {
        (move.begins.value, move.action, move.ends.value, move.role.value) for move in MOVES
    }
    assert len(printed["moves"]) == len(MOVES)
    states([])
    assert capsys.readouterr().out.strip() == as_markdown()


def test_the_database_has_the_same_table(northumberland):
    actions = sorted({move.action for move in MOVES})
    every = list(product(State, actions, State, Role))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT begins, action, ends, role FROM unnest(%s::text[], %s::text[], %s::text[],"
            " %s::text[]) AS every(begins, action, ends, role)"
            " WHERE is_request_move(begins, action, ends, role)",
            [[str(value) for value in column] for column in zip(*every, strict=True)],
        )
        allowed = set(cursor.fetchall())
    assert allowed == {
        (move.begins.value, move.action, move.ends.value, move.role.value) for move in MOVES
    }
