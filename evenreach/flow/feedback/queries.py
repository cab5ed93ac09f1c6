from django.db.models import QuerySet

from evenreach.flow.feedback.models import Answer, Invitation


def invitation_by(authority_id: int, token_digest: str, *, lock: bool = False) -> Invitation | None:
    """The invitation with this token, with its visit and request."""
    invitations = Invitation.objects.of(authority_id).select_related(
        "visit__school_request__specification__service_offer"
    )
    if lock:
        invitations = invitations.select_for_update(of=("self",))
    return invitations.filter(token_digest=token_digest).first()


def invitations_of(authority_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.of(authority_id)


def answers_about(authority_id: int, *, academic_year: int) -> QuerySet[Answer]:
    """The answers of an academic year, with their service."""
    return (
        Answer.objects.of(authority_id)
        .filter(academic_year=academic_year)
        .select_related("service")
    )
