"""Content kept as text: a TOML file read into a strict, frozen value, or refused in a sentence."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.toml_lines import Place, line_of, lines_of

Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Strict(False), Field(min_length=1)]
AnyNumber = Annotated[tuple[Item, ...], Strict(False)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Definition(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


Model = TypeVar("Model", bound=Definition)


class DefinitionRefused(Refusal):
    """A definition file is not what it should be: says file, line, key and what was expected."""


class Misplaced(ValueError):
    """A value that is at odds with another: the sentence, and the place in the definition."""

    def __init__(self, where: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.where = where


def read_definition(path: Path, model: type[Model]) -> Model:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate(tomllib.loads(text))
    except FileNotFoundError as error:
        raise DefinitionRefused(f"{path}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionRefused(f"{path}: expected TOML text in UTF-8 ({error}).") from error
    except ValidationError as error:
        raise DefinitionRefused(sentences(path, text, error)) from error


def sentences(path: Path, text: str, error: ValidationError) -> str:
    """Every fault with its file, line, key and what was found there."""
    lines, whole = lines_of(text), tomllib.loads(text)
    return " ".join(
        f"{path}, line {line_of(lines, place)}, {key_path(place)}: {said}, "
        f"found {str(_found(whole, place))[:60]!r}."
        for place, said in faults_of(error)
    )


def faults_of(error: ValidationError) -> list[tuple[Place, str]]:
    """Each fault's place in the definition, and what was expected there.

    That a list is too short only because its items are at fault is not a fault of its own.
    """
    found = [
        (
            fault["loc"] + getattr(fault.get("ctx", {}).get("error"), "where", ()),
            fault["msg"].removeprefix("Value error, "),
        )
        for fault in error.errors()
    ]
    within = {place[:n] for place, _ in found for n in range(len(place))}
    return [(place, said) for place, said in found if place not in within]


def key_path(location: Place) -> str:
    """`visits[2].minutes.contact`, counting from 1 as people do; "the whole file" at the root."""
    path = ""
    for step in location:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "the whole file"


def once_each(name: str, values: list[str], *, at: Callable[[int], Place] | None = None) -> None:
    """Refuse what is given twice; `at` says where the value of an index stands."""
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        second = values.index(twice[0], values.index(twice[0]) + 1)
        raise Misplaced(
            () if at is None else at(second),
            f"{name} should be given once each, but {', '.join(twice)} is repeated",
        )


def _found(whole: Any, place: Place) -> Any:
    """What stands at a place; where that is missing, the names of what is there."""
    for step in place:
        try:
            whole = whole[step]
        except (KeyError, IndexError):
            break
    return ", ".join(whole) if isinstance(whole, Mapping) else whole
