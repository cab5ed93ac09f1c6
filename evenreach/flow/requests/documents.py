"""A Support Plan or Pupil Passport, attached instead of typed again."""

import zlib
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import Scoped
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority, Person
from evenreach.flow.requests.actions import drafted
from evenreach.flow.requests.document_kinds import DOCX, JPEG, MOST_BYTES, PDF, PNG, kind_of
from evenreach.flow.requests.models import SchoolRequest

MOST_DOCUMENTS = 3


class TooManyDocuments(Refusal):
    """A request holds only so many documents."""

    def __init__(self) -> None:
        super().__init__(
            f"A request holds at most {MOST_DOCUMENTS} documents. Remove one before you attach "
            "another."
        )


class RequestDocument(models.Model):
    """One document of a request: what it is and how large; a file's own name is not kept."""

    class Title(models.TextChoices):
        SUPPORT_PLAN = "support_plan"
        PUPIL_PASSPORT = "pupil_passport"
        ANOTHER = "another"

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    school_request = models.ForeignKey(SchoolRequest, models.PROTECT, related_name="+")
    title = models.CharField(max_length=20, choices=Title)
    kind = models.CharField(max_length=4, choices=[(each, each) for each in (PDF, DOCX, PNG, JPEG)])
    size = models.PositiveIntegerField()
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = Scoped()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="documents_are_small"
            )
        ]

    @property
    def file_name(self) -> str:
        """What it is saved as by who reads it: the request's reference, nothing of the learner."""
        return f"{self.school_request.reference}-{self.title.replace('_', '-')}.{self.kind}"


class DocumentContent(models.Model):
    """A document's bytes, packed; apart from its row, so that the journal never copies them."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    document = models.OneToOneField(RequestDocument, models.PROTECT, related_name="+")
    packed = models.BinaryField()

    objects = Scoped()


@transaction.atomic
def attach_document(
    *, by: Eyes, at: datetime, request_id: int, title: str, content: bytes
) -> RequestDocument:
    """Attach a file to a draft. Raises UnfitDocument or TooManyDocuments."""
    request = drafted(by, request_id)
    kind = kind_of(content)
    if documents_of(request).count() >= MOST_DOCUMENTS:
        raise TooManyDocuments
    document = RequestDocument.objects.create(
        authority_id=by.authority_id,
        school_request=request,
        title=title,
        kind=kind,
        size=len(content),
        attached_at=at,
        attached_by_id=by.acting_id,
    )
    DocumentContent.objects.create(
        authority_id=by.authority_id, document=document, packed=zlib.compress(content)
    )
    journal_act(by=by, at=at, verb="document attached", about=request)
    return document


@transaction.atomic
def remove_document(*, by: Eyes, at: datetime, request_id: int, document_id: int) -> None:
    """Take a document off a draft; its bytes are gone."""
    request = drafted(by, request_id)
    document = documents_of(request).get(pk=document_id)
    DocumentContent.objects.of(by.authority_id).filter(document=document).delete()
    document.delete()
    journal_act(by=by, at=at, verb="document removed", about=request)


def documents_of(request: SchoolRequest) -> models.QuerySet[RequestDocument]:
    """The documents of a request that was found through somebody's eyes, in their order."""
    return (
        RequestDocument.objects.of(request.authority_id)
        .filter(school_request=request)
        .select_related("school_request", "attached_by")
        .order_by("pk")
    )


def has_document(request: SchoolRequest) -> bool:
    return documents_of(request).exists()


def content_of(document: RequestDocument) -> bytes:
    """A document as it was attached."""
    kept = DocumentContent.objects.of(document.authority_id).get(document=document)
    return zlib.decompress(bytes(kept.packed))
