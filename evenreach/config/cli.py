"""The command `evenreach`: demonstrating, serving, migrating, mail, work, and Django's own.

Without DATABASE_URL each command starts the embedded PostgreSQL around itself.
"""

import argparse
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from evenreach.config import PROJECT, Refusal
from evenreach.config.addresses import address, with_database
from evenreach.config.database import create_afresh, drop, prepare
from evenreach.config.embedded import running
from evenreach.config.serving import refuse_taken_port, serve

DATABASE = "evenreach"
DEMONSTRATION_DATABASE = "evenreach_demo"
BUILD = PROJECT / "build"


def main() -> None:
    """Runs one command; a refusal is printed as its sentence and exits with 1."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenreach.config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's & would have it ignored
    name, *words = sys.argv[1:] or ["help"]
    try:
        OWN_COMMANDS.get(name, _django)(words)
    except (Refusal, ImproperlyConfigured) as refusal:
        sys.exit(f"evenreach: {refusal}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def demo(words: list[str]) -> None:
    """Plays the demonstration authority and serves it; --once plays it afresh and ends."""
    parser = argparse.ArgumentParser(prog="evenreach demo")
    parser.add_argument("--once", action="store_true", help="play afresh, write build/demo.json")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(words)
    os.environ["EVENREACH_DEMONSTRATION"] = "1"
    _keep_demonstration_key()
    if chosen.once:
        _play_once()
    else:
        _serve_demonstration(chosen.port)


def serve_command(words: list[str]) -> None:
    """Serves the database as it is; `evenreach migrate` makes it ready."""
    parser = argparse.ArgumentParser(prog="evenreach serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(words)
    refuse_taken_port(chosen.host, chosen.port)
    with _database(DATABASE):
        _refuse_unsafe_role()
        serve(chosen.host, chosen.port, announce=lambda: _say_where(chosen.host, chosen.port))


def migrate(words: list[str]) -> None:
    """Makes the database ready, migrates it as its owner, and sets the guards on its tables."""
    os.environ["EVENREACH_DATABASE_ROLE"] = "evenreach_owner"
    with _database(DATABASE) as url:
        prepare(url)
        from django.core.management import execute_from_command_line

        execute_from_command_line(["evenreach", "migrate", *words])
        execute_from_command_line(["evenreach", "createcachetable", "--verbosity", "0"])
        from django.db import connection

        from evenreach.config import guards

        guards.install(connection)


def open_authority(words: list[str]) -> None:
    """Sets up an authority, or changes its name, host, colour and logo."""
    parser = argparse.ArgumentParser(prog="evenreach open_authority")
    parser.add_argument("--code", required=True, help="the DfE's three digits")
    parser.add_argument("--name", required=True)
    parser.add_argument("--mail-from", required=True)
    parser.add_argument("--colour", default="#0b3c49", help="dark enough for white text")
    parser.add_argument("--host", default="", help="empty: any host that no other authority has")
    parser.add_argument("--logo", default="", help="a picture below the static files")
    parser.add_argument("--clock-shows", type=datetime.fromisoformat, help="demonstrations only")
    chosen = vars(parser.parse_args(words))
    os.environ["EVENREACH_DATABASE_ROLE"] = "evenreach_owner"
    with _database(DATABASE):
        _django_is_set_up()
        from evenreach.flow.people.actions import open_authority as open_one
        from evenreach.web.brand import Brand, IllegibleColour

        try:
            Brand(chosen["name"], chosen["colour"], chosen["logo"])
        except IllegibleColour as error:
            raise Refusal(str(error)) from error
        shows = chosen.pop("clock_shows")
        open_one(**chosen, demonstration_clock=shows and (shows, datetime.now(UTC)))


def post(words: list[str]) -> None:
    """Sends what waits in the outbox, for as long as it runs; --once sends and ends."""
    parser = argparse.ArgumentParser(prog="evenreach post")
    parser.add_argument("--once", action="store_true")
    chosen = parser.parse_args(words)
    with _database(DATABASE):
        _django_is_set_up()
        from evenreach.flow.journal import post as outbox
        from evenreach.flow.journal.senders import NoPostbox
        from evenreach.flow.people.queries import postal_addresses
        from evenreach.flow.records.daily import Daily

        try:
            outbox.run(authorities=postal_addresses, daily=Daily(), once=chosen.once)
        except NoPostbox as error:
            raise Refusal(str(error)) from error


def work(words: list[str]) -> None:
    """Works off what was asked for in the background, for as long as it runs; --once ends."""
    parser = argparse.ArgumentParser(prog="evenreach work")
    parser.add_argument("--once", action="store_true")
    chosen = parser.parse_args(words)
    with _database(DATABASE):
        _django_is_set_up()
        from evenreach.flow.journal.work import run

        run(once=chosen.once)


def explain(words: list[str]) -> None:
    """Prints how adopted sessions were shared: one school's to read, or all as facts."""
    from evenreach.config import explain as explaining

    is_demonstration = os.environ.get("EVENREACH_DEMONSTRATION") == "1"
    name = DEMONSTRATION_DATABASE if is_demonstration else DATABASE
    explaining.explain(words, lambda: _database(name))


def states(words: list[str]) -> None:
    """Prints the table of a request's moves: which state, which action, by whom."""
    from evenreach.config import states as printing

    printing.states(words)


def _django(words: list[str]) -> None:
    from django.core.management import execute_from_command_line

    with _database(DATABASE):
        execute_from_command_line(["evenreach", *sys.argv[1:]])


def _play_once() -> None:
    with _server(PROJECT / ".evenreach" / "once", DATABASE) as url:
        name = f"{address(url).name}_once"
        os.environ["DATABASE_URL"] = create_afresh(url, name)
        try:
            _open_demonstration()
            from evenreach.demo import play

            play.once(BUILD)
        finally:
            drop(url, name)


def _serve_demonstration(port: int) -> None:
    refuse_taken_port("127.0.0.1", port)
    with _database(DEMONSTRATION_DATABASE) as url:
        prepare(url)
        _open_demonstration()
        from django.db import connections

        from evenreach.demo import play

        play.ensure_played()
        connections.close_all()
        serve("127.0.0.1", port, announce=lambda: _introduce(port))


def _introduce(port: int) -> None:
    from evenreach.demo.people import printed_accounts

    _say_where("127.0.0.1", port)
    print(printed_accounts(), flush=True)


def _say_where(host: str, port: int) -> None:
    print(f"\nEvenreach is at http://{host}:{port}/  (Ctrl-C stops it)\n", flush=True)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """DATABASE_URL as it is set, or else the embedded server's database of this name, ready."""
    with _server(PROJECT / ".evenreach" / "postgres", name) as url:
        if "DATABASE_URL" not in os.environ:
            prepare(url)
            os.environ["DATABASE_URL"] = url
        yield url


@contextmanager
def _server(folder: Path, name: str) -> Iterator[str]:
    given = os.environ.get("DATABASE_URL")
    if given is not None:
        address(given)
        yield given
        return
    chosen = os.environ.get("EVENREACH_POSTGRES_FOLDER")
    with running(Path(chosen) if chosen else folder) as url:
        yield with_database(url, name)


def _open_demonstration() -> None:
    """Migrates, and sets the demonstration's authority up with its own clock, once."""
    _as_owner("migrate", "--verbosity", "0")
    _django_is_set_up()
    from evenreach.demo import authority
    from evenreach.flow.people.models import Authority

    if not Authority.objects.filter(code=authority.LA_CODE).exists():
        _as_owner(
            "open_authority",
            f"--code={authority.LA_CODE}",
            f"--name={authority.NAME}",
            f"--colour={authority.COLOUR}",
            f"--mail-from={authority.MAIL_FROM}",
            f"--clock-shows={authority.CLOCK_SHOWS.isoformat()}",
        )


def _as_owner(*words: str) -> None:
    """In a process of its own, since settings choose one role for the life of a process."""
    done = subprocess.run([sys.executable, "-m", "evenreach.config.cli", *words], check=False)
    if done.returncode:
        raise Refusal(f"`evenreach {words[0]}` failed; what is printed above says why.")


def _keep_demonstration_key() -> None:
    """One secret for every process of a demonstration, kept so that sign-ins outlive a restart."""
    kept = PROJECT / ".evenreach" / "demonstration-key"
    if "EVENREACH_SECRET_KEY" not in os.environ:
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
        os.environ["EVENREACH_SECRET_KEY"] = kept.read_text(encoding="ascii")


def _django_is_set_up() -> None:
    import django

    django.setup()


def _refuse_unsafe_role() -> None:
    _django_is_set_up()
    from django.db import connection

    from evenreach.config.database import check_serving_role

    check_serving_role(connection)
    connection.close()


OWN_COMMANDS = {
    "demo": demo,
    "serve": serve_command,
    "migrate": migrate,
    "open_authority": open_authority,
    "post": post,
    "work": work,
    "explain": explain,
    "states": states,
}

if __name__ == "__main__":
    main()
