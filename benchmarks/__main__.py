"""Runs every benchmark, or those named: `python -m benchmarks [name ...]`.

Prints `name ratio goal` for each ratio and writes them all to build/bench.json. A goal that is
missed is a finding and not a failure; an error in a benchmark is.
"""

import json
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import benchmarks
from benchmarks import Ratio

REPORT = Path("build") / "bench.json"


def main(names: Iterable[str]) -> None:
    ratios = [ratio for name in names for ratio in ratios_of(name)]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([ratio.as_record() for ratio in ratios], indent=2) + "\n")


def ratios_of(name: str) -> list[Ratio]:
    """Runs one benchmark and prints what it found."""
    ratios: list[Ratio] = import_module(f"benchmarks.{name}").run()
    for ratio in ratios:
        print(ratio.line, flush=True)
    return ratios


def known() -> list[str]:
    names = (module.name for module in iter_modules(benchmarks.__path__))
    return sorted(name for name in names if not name.startswith("_"))


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(known())
    if unknown:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known())}.")
    main(sys.argv[1:] or known())
