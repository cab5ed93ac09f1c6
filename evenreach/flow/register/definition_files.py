"""Content kept as text: a TOML file read into a strict, frozen value, or refused in a sentence."""

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, ValidationError

from evenreach.flow.journal.refusal import Refusal

Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Strict(False), Field(min_length=1)]
AnyNumber = Annotated[tuple[Item, ...], Strict(False)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Definition(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


Model = TypeVar("Model", bound=Definition)


class DefinitionRefused(Refusal):
    """A definition file is not what it should be: says the file, the key and what was expected."""


def read_definition(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise DefinitionRefused(f"{path}: there is no such file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionRefused(f"{path}: expected TOML text in UTF-8 ({error}).") from error
    except ValidationError as error:
        raise DefinitionRefused(sentences(path, error)) from error


def sentences(path: Path, error: ValidationError) -> str:
    found = [
        f"{path}, {key_path(fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}, "
        f"found {str(fault['input'])[:60]!r}."
        for fault in error.errors()
    ]
    return " ".join(found)


def key_path(location: tuple[int | str, ...]) -> str:
    """`visits[2].minutes.contact`, counting from 1 as people do; "the whole file" at the root."""
    path = ""
    for step in location:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "the whole file"


def once_each(name: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{name} should be given once each, but {', '.join(twice)} is repeated")
