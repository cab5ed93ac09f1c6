"""Runs every benchmark, or those named: `python -m benchmarks [name ...]`.

Prints `name ratio goal` for each ratio and writes them all to build/bench.json. A goal that is
missed is a finding and not a failure; an error in a benchmark is.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import benchmarks
from benchmarks import Ratio

REPORT = Path("build") / "bench.json"


def main(names: Sequence[str]) -> None:
    """One benchmark here; several each in a process of its own.

    Settings are chosen once in the life of a process, and each has its own database or none.
    """
    REPORT.parent.mkdir(exist_ok=True)
    records = _records_of(names[0]) if len(names) == 1 else [r for n in names for r in _apart(n)]
    REPORT.write_text(json.dumps(records, indent=2) + "\n")


def _records_of(name: str) -> list[dict[str, Any]]:
    """Runs one benchmark and prints what it found."""
    ratios: list[Ratio] = import_module(f"benchmarks.{name}").run()
    for ratio in ratios:
        print(ratio.line, flush=True)
    return [ratio.as_record() for ratio in ratios]


def _apart(name: str) -> list[dict[str, Any]]:
    subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)
    records: list[dict[str, Any]] = json.loads(REPORT.read_text())
    return records


def known() -> list[str]:
    names = (module.name for module in iter_modules(benchmarks.__path__))
    return sorted(name for name in names if not name.startswith("_"))


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(known())
    if unknown:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known())}.")
    main(sys.argv[1:] or known())
