"""Why an offer cannot be moved or changed, and what to do instead."""

from collections.abc import Sequence
from datetime import date

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import OfferVersion
from evenreach.flow.register.definition_files import Place, key_path


def name_of(offer: OfferVersion) -> str:
    """Offer 2 for 2025/26."""
    return f"Offer {offer.number} for {offer.academic_year}/{(offer.academic_year + 1) % 100:02}"


class AlreadyPublished(Refusal):
    """A published offer never changes; what changes is a new version."""

    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(
            f"{name_of(offer)} is published and never changes. Draft the next version instead."
        )


class InConsultation(Refusal):
    """What schools are being asked about stands still."""

    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(
            f"{name_of(offer)} is out for consultation and stands still meanwhile. To change it, "
            "end the consultation with a reason; it is a draft again then."
        )


class NotInConsultation(Refusal):
    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(f"{name_of(offer)} is a draft. Change it as it is.")


class NotYetConsulted(Refusal):
    """A year's first offer is shown to schools before it is published."""

    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(
            f"{name_of(offer)} has not been shown to schools. Open a consultation on it first, "
            "and publish it after the closing date."
        )


class StillOpen(Refusal):
    def __init__(self, offer: OfferVersion, closes_on: date) -> None:
        super().__init__(
            f"The consultation on {name_of(offer)} is open to the end of "
            f"{closes_on.day} {closes_on:%B %Y}. Publish it on a later day."
        )


class ClosesTooSoon(Refusal):
    def __init__(self) -> None:
        super().__init__("The consultation must close after today. Choose a later day.")


class OneInHand(Refusal):
    """Two unpublished versions of a year would be two answers to one question."""

    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(
            f"{name_of(offer)} is not published yet. Finish or discard it before you draft another."
        )


class NoReason(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__(f"Say why {what}: the reason is kept and shown.")


class NothingOffered(Refusal):
    def __init__(self, offer: OfferVersion) -> None:
        super().__init__(f"{name_of(offer)} has no service yet. Add one first.")


class ChangedMeanwhile(Refusal):
    """Somebody else saved the same part after it was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else has changed this part since you opened it, and nothing of yours was "
            "saved. Open it again, look at what they wrote, and make your change to that."
        )


class OfferedAlready(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(
            f"This offer has a service at the address “{slug}” already. Change that one, or give "
            "the new service another name."
        )


class Unsound(Refusal):
    """A definition as it would be after a change does not hang together: each place and why."""

    def __init__(self, faults: Sequence[tuple[Place, str]]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(f"{key_path(place)}: {said}." for place, said in faults))
