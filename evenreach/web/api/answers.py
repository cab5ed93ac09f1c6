"""What every answer of the API says of itself: whose it is, under which licence, how real."""

from typing import Any

from ninja import Schema

from evenreach.web.asked import Asked
from evenreach.web.words import DEMONSTRATION


class AuthorityNamed(Schema):
    """The local authority that answers, with its code in the national register."""

    code: str
    name: str


class Licence(Schema):
    """The terms of use, and the words that go with whatever is made of the answer."""

    name: str = "Open Government Licence v3.0"
    url: str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    attribution: str = (
        "Contains public sector information licensed under the Open Government Licence v3.0. "
        "Facts about schools come from Get Information about Schools and the school census of "
        "the Department for Education."
    )


class Answer(Schema):
    authority: AuthorityNamed
    licence: Licence
    demonstration: bool
    demonstration_words: str | None


class Problem(Schema):
    """Why there is no answer, and what was expected, in a sentence."""

    error: str


PROBLEMS = {frozenset({400, 404, 405, 422, 429}): Problem}


def about(request: Asked) -> dict[str, Any]:
    """What an answer begins with."""
    authority = request.authority
    return {
        "authority": {"code": authority.code, "name": authority.name},
        "licence": Licence(),
        "demonstration": authority.demonstration,
        "demonstration_words": DEMONSTRATION if authority.demonstration else None,
    }
