"""Write definitions/rates/sen-support-2022-23.toml from England's carried files.

Only state-funded schools whose roll, free school meals and SEN support are all known are counted.
"""

from collections.abc import Iterator
from pathlib import Path

from evenreach.demo.england.register import england_register
from evenreach.methods.expected import Rate

BANDS = (0, 10, 20, 30, 40)
PHASES = (
    "nursery",
    "primary",
    "middle_deemed_primary",
    "middle_deemed_secondary",
    "secondary",
    "all_through",
    "special",
    "alternative_provision",
)
FEWEST_SCHOOLS = 10
WRITTEN = Path(__file__).parents[1] / "definitions" / "rates" / "sen-support-2022-23.toml"
HEADING = """\
name = "SEN support by phase and free school meals, England 2022/23"
year = 2022
source = \"\"\"Department for Education: Special educational needs in England 2022/23 and \\
Schools, pupils and their characteristics 2022/23, school level, January 2023; phases as in Get \\
Information About Schools, January 2026. Open Government Licence v3.0. Sums over the state-funded \\
schools whose three counts are all published; a band with fewer than ten schools is joined to its \\
neighbour.\"\"\"
"""


def main() -> None:
    lines = [HEADING]
    for rate in rates():
        lines += ["[[rates]]", f'phase = "{rate.phase}"']
        lines += [f"{name} = {getattr(rate, name)}" for name in ("fsm_from", "learners", "pupils")]
        lines += [f"schools = {rate.schools}", ""]
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text("\n".join(lines), encoding="utf-8")


def rates() -> Iterator[Rate]:
    counts = dict.fromkeys(((phase, band) for phase in PHASES for band in BANDS), (0, 0, 0))
    for phase, roll, fsm, support in schools():
        band = max(band for band in BANDS if 100 * fsm >= band * roll)
        learners, pupils, number = counts[phase, band]
        counts[phase, band] = (learners + support, pupils + roll, number + 1)
    for phase in PHASES:
        joined = [(0, 0, 0)]
        starts = [0]
        for band in BANDS:
            if counts[phase, band][2] >= FEWEST_SCHOOLS and joined[-1][2] >= FEWEST_SCHOOLS:
                joined.append((0, 0, 0))
                starts.append(band)
            joined[-1] = tuple(map(sum, zip(joined[-1], counts[phase, band], strict=True)))
        for start, (learners, pupils, number) in zip(starts, joined, strict=True):
            if pupils:
                yield Rate(phase, start, learners, pupils, number)


def schools() -> Iterator[tuple[str, int, int, int]]:
    register = england_register()
    figures: dict[int, dict[str, int]] = {}
    for key, facts in register.figures.items():
        figures.setdefault(key.urn, {})[key.name] = facts.value
    for urn, school in register.schools.items():
        found = figures.get(urn, {})
        roll, fsm = found.get("roll"), found.get("free-school-meals")
        support = found.get("sen-support")
        if not school.is_state_funded or school.phase not in PHASES:
            continue
        if roll and fsm is not None and support is not None and max(fsm, support) <= roll:
            yield school.phase, roll, fsm, support


if __name__ == "__main__":
    main()
