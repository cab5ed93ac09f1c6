"""Runs web server, sender of mail and worker side by side, and starts each again if it dies."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from evenreach.config import PROJECT, Refusal

GIVE_UP_AFTER = 5
WITHIN_SECONDS = 60.0
SECONDS_TO_STOP = 15.0
SECONDS_TO_ANSWER = 60.0

Process = subprocess.Popen[bytes]


class PortTaken(Refusal):
    """Another program listens there."""


class KeepsStopping(Refusal):
    """A part that does not stay up is not started for ever."""


@dataclass
class Part:
    """One program that is kept running; `ends` are the times at which it ended by itself."""

    name: str
    words: Sequence[str | Path]
    process: Process | None = None
    ends: list[float] = field(default_factory=list)

    def start(self) -> None:
        """In a group of its own, told to stop when we are killed."""
        words = ["setpriv", "--pdeathsig=TERM", "--", *map(str, self.words)]
        self.process = subprocess.Popen(words, cwd=PROJECT, start_new_session=True)

    def watch(self) -> None:
        """Starts it again if it has ended; raises KeepsStopping when it will not stay up."""
        if self.process is None or self.process.poll() is None:
            return
        self.signal(signal.SIGKILL)
        now = time.monotonic()
        self.ends = [end for end in self.ends if now - end < WITHIN_SECONDS] + [now]
        if len(self.ends) >= GIVE_UP_AFTER:
            raise KeepsStopping(
                f"The {self.name} stopped {GIVE_UP_AFTER} times within a minute (last with code "
                f"{self.process.returncode}). What it printed above says why."
            )
        print(f"The {self.name} stopped; starting it again.", file=sys.stderr, flush=True)
        self.start()

    def signal(self, number: signal.Signals) -> None:
        """To the program and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop(self, until: float) -> None:
        """Waits for it, then ends what is left of its group."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.1, until - time.monotonic()))
            self.signal(signal.SIGKILL)
            self.process.wait()


def refuse_taken_port(host: str, port: int) -> None:
    """Raises PortTaken where the web server could not listen."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PortTaken(
                f"Port {port} on {host} cannot be used ({error}). Stop the program that listens "
                f"there, or choose another port: make demo ARGS='--port {_free_port(host)}'."
            ) from error


def serve(host: str, port: int, *, announce: Callable[[], None]) -> None:
    """Serves until Ctrl-C or SIGTERM; `announce` is called once the server answers."""
    parts = [
        Part("web server", _granian(host, port)),
        Part("sender of mail", _own("post")),
        Part("worker", _own("work")),
    ]
    try:
        for part in parts:
            part.start()
        _wait_for_answer(parts, host, port)
        announce()
        while True:
            time.sleep(0.5)
            for part in parts:
                part.watch()
    finally:
        until = time.monotonic() + SECONDS_TO_STOP
        for part in parts:
            part.signal(signal.SIGTERM)
        for part in parts:
            part.stop(until)


def _wait_for_answer(parts: Sequence[Part], host: str, port: int) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < until:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
        for part in parts:
            part.watch()
    raise KeepsStopping(f"The web server did not answer on {host}:{port} within a minute.")


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host if host != "0.0.0.0" else "127.0.0.1", 0))  # noqa: S104 (compared)
        return int(probe.getsockname()[1])


def _granian(host: str, port: int) -> list[str | Path]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "8"),
        *("--respawn-failed-workers", "--log-level", "error"),
        "evenreach.config.wsgi:application",
    ]


def _own(command: str) -> list[str | Path]:
    return [sys.executable, "-m", "evenreach.config.cli", command]
