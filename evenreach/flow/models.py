"""The contents page of the flow: the facts, in the order in which they happen."""

from evenreach.flow.journal.models import (
    Change,
    LearnerLook,
    Line,
    OutgoingMail,
    SubmittedForm,
)
from evenreach.flow.people.models import Authority, Person, RoleGrant, RoleInvitation
from evenreach.flow.register.models import (
    Holiday,
    Partnership,
    PartnershipMember,
    RegisterImport,
    RegisterSnapshot,
    School,
    SchoolChange,
    SchoolFigure,
    SchoolLink,
    TermBlock,
)

from evenreach.flow.offer.models import (  # isort: skip
    OfferVersion,
    Service,
    ServiceOffer,
    VisitSpecification,
)
from evenreach.flow.entitlement.models import Account, Capacity, LedgerEntry  # isort: skip
from evenreach.flow.requests.models import Consent, Learner, SchoolRequest  # isort: skip
from evenreach.flow.visits.models import (  # isort: skip
    Booking,
    LearnerBooking,
    SpecialistPost,
    Visit,
    WorkingHalfDay,
)
from evenreach.flow.records.models import ProvisionLine, Report, VisitRecord  # isort: skip
from evenreach.flow.feedback.models import Answer, Invitation  # isort: skip

__all__ = [
    "Account",
    "Answer",
    "Authority",
    "Booking",
    "Capacity",
    "Change",
    "Consent",
    "Holiday",
    "Invitation",
    "Learner",
    "LearnerBooking",
    "LearnerLook",
    "LedgerEntry",
    "Line",
    "OfferVersion",
    "OutgoingMail",
    "Partnership",
    "PartnershipMember",
    "Person",
    "ProvisionLine",
    "RegisterImport",
    "RegisterSnapshot",
    "Report",
    "RoleGrant",
    "RoleInvitation",
    "School",
    "SchoolChange",
    "SchoolFigure",
    "SchoolLink",
    "SchoolRequest",
    "Service",
    "ServiceOffer",
    "SpecialistPost",
    "SubmittedForm",
    "TermBlock",
    "Visit",
    "VisitRecord",
    "VisitSpecification",
    "WorkingHalfDay",
]
