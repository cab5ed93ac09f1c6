"""The papers say what is so."""

import re
from pathlib import Path


def mapped(architecture: str) -> set[str]:
    """The folders of the map, as paths below evenreach/."""
    found, storey = set(), ""
    for line in architecture.splitlines():
        if match := re.match(r"^  (\w+)/ ", line):
            storey = match[1]
            found.add(storey)
        elif match := re.match(r"^    (\w+)/ ", line):
            found.add(f"{storey}/{match[1]}")
    return found


def test_the_map_equals_the_folders(project):
    house = project / "evenreach"
    rooms = {
        str(path.relative_to(house))
        for path in [*house.glob("*"), *house.glob("flow/*"), *house.glob("desks/*")]
        if path.is_dir() and path.name not in {"__pycache__", "migrations"}
    }
    doors = {f"web/{path.parent.name}" for path in house.glob("web/*/urls.py")}
    assert mapped((project / "ARCHITECTURE.md").read_text()) == rooms | doors


def test_every_setting_is_described(project):
    guide = (project / "docs" / "guides" / "running.md").read_text()
    code = "".join(path.read_text() for path in (project / "evenreach").rglob("*.py"))
    settings = set(re.findall(r"\"((?:EVENREACH_|DATABASE_)[A-Z_]+)\"", code))
    assert {"DATABASE_URL", "EVENREACH_MAIL"} <= settings
    assert not [name for name in settings if f"`{name}`" not in guide]


def test_every_command_is_described(project):
    from evenreach.config.cli import OWN_COMMANDS

    guide = (project / "docs" / "guides" / "running.md").read_text()
    assert not [name for name in OWN_COMMANDS if f"`evenreach {name}" not in guide]


def test_ci_runs_the_commands_of_the_readme(project):
    readme, ci = (project / "README.md").read_text(), (project / ".ci" / "run").read_text()
    targets = set(re.findall(r"^(\w+):", (project / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make (\w+)", readme)) <= targets
    for command in ("make test", "make check", "make demo ARGS=--once"):
        assert command in readme
        assert command in ci


def test_decisions_are_short_and_say_what_was_refused(project):
    entries = re.split(r"^## ", (project / "DECISIONS.md").read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) >= 15
    for entry in entries:
        assert "Refused" in entry, entry.splitlines()[0]
        assert len(entry.strip().splitlines()) <= 20, entry.splitlines()[0]


def test_every_link_between_papers_leads_somewhere(project):
    for paper in [*project.glob("*.md"), *project.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", paper.read_text()):
            assert Path(paper.parent, target).exists(), f"{paper.name}: {target}"
