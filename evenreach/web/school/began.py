"""What each answer of a page was when the person began, carried by the page itself."""

from collections.abc import Iterable, Mapping

from evenreach.flow.requests.saving import digest


def began_from(written: str) -> dict[str, str]:
    """The digests that a page carried, by the name of the answer."""
    pairs = (part.partition(":") for part in written.split())
    return {name: found for name, _, found in pairs}


def as_written(began: Mapping[str, str]) -> str:
    """Digests as a page carries them."""
    return " ".join(f"{name}:{found}" for name, found in began.items())


def digests(answers: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The digests of some answers."""
    return {name: digest(answers.get(name, "")) for name in names}
