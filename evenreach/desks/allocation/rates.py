"""The published table of expected SEN support, read from its definition."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pydantic import Field

from evenreach.flow.register.definition_files import Definition, Many, Text, read_definition
from evenreach.methods.expected import Rate, RateTable

NAME = "sen-support-2022-23"


class RateDefinition(Definition):
    """Learners of all pupils in the schools of one phase and band."""

    phase: Text
    fsm_from: int = Field(ge=0, le=100)
    learners: int = Field(ge=0)
    pupils: int = Field(ge=1)
    schools: int = Field(ge=1)


class RatesDefinition(Definition):
    name: Text
    year: int = Field(ge=2010, le=2100)
    source: Text
    rates: Many[RateDefinition]

    @property
    def table(self) -> RateTable:
        return RateTable.of([Rate(**rate.model_dump()) for rate in self.rates])


@lru_cache(maxsize=1)
def published_rates() -> RatesDefinition:
    """The rates that the project carries. Raises DefinitionRefused."""
    return load_rates(settings.DEFINITIONS / "rates" / f"{NAME}.toml")


def load_rates(path: Path) -> RatesDefinition:
    return read_definition(path, RatesDefinition)
