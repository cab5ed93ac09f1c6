"""An announcement's moves between its states, and who may make them."""

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.eyes import Eyes

State = AnnouncementVersion.State
IN_WORDS = {
    State.DRAFTED: "a draft",
    State.SUBMITTED: "waiting for approval",
    State.APPROVED: "approved and about to be published",
    State.PUBLISHED: "published",
    State.WITHDRAWN: "withdrawn",
}


class NotInThisState(Refusal):
    """The announcement has moved on since the page was opened."""

    def __init__(self, version: AnnouncementVersion) -> None:
        super().__init__(
            f"This announcement is {IN_WORDS[State(version.state)]}, so this cannot be done with "
            "it. Look at its page again; to change what is published, correct it."
        )


def demand_writer(by: Eyes) -> None:
    """Raises NotTheirs for everybody but service leads and the authority's leadership."""
    if not (by.leads or by.is_authority_lead):
        raise NotTheirs(by, "a service's or the authority's leadership")


def demand_lead(by: Eyes) -> None:
    if not by.is_authority_lead:
        raise NotTheirs(by, "the authority's leadership")


def locked(by: Eyes, version_id: int, *states: str) -> AnnouncementVersion:
    """A version in one of some states, locked. Raises NotInThisState or DoesNotExist."""
    version: AnnouncementVersion = (
        AnnouncementVersion.objects.of(by.authority_id)
        .select_for_update(of=("self",))
        .select_related("author", "partnership", "announcement")
        .get(pk=version_id)
    )
    if version.state not in states:
        raise NotInThisState(version)
    return version
