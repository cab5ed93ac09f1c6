"""The contents page of the flow: the facts, in the order in which they happen."""

from evenreach.flow.journal.models import (
    Change,
    LearnerLook,
    Line,
    MailChoice,
    OutgoingMail,
    SubmittedForm,
    Task,
)
from evenreach.flow.people.branding import BrandChoice
from evenreach.flow.people.models import Authority, Person, RoleGrant, RoleInvitation
from evenreach.flow.register.models import (
    Holiday,
    Partnership,
    PartnershipMember,
    RegisterImport,
    RegisterSnapshot,
    RegisterUpload,
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
from evenreach.flow.entitlement.year_models import Appeal, Transfer, YearEnd  # isort: skip
from evenreach.flow.entitlement.funding import (  # isort: skip
    FundedMinutes,
    FundedUse,
    FundingStream,
    VisitPurpose,
)
from evenreach.flow.entitlement.staffing import (  # isort: skip
    Grade,
    StaffLine,
    TimeTakenOff,
    YearMiles,
    YearRates,
)
from evenreach.flow.requests.models import Learner, RequestMove, SchoolRequest  # isort: skip
from evenreach.flow.requests.consent_models import Consent  # isort: skip
from evenreach.flow.requests.documents import DocumentContent, RequestDocument  # isort: skip
from evenreach.flow.requests.identity import IdentityRule  # isort: skip
from evenreach.flow.visits.models import (  # isort: skip
    Booking,
    LearnerBooking,
    SpecialistPost,
    Visit,
    WorkingHalfDay,
)
from evenreach.flow.visits.calls import ContactLogged  # isort: skip
from evenreach.flow.visits.outreach_models import ContactTask  # isort: skip
from evenreach.flow.visits.preparation_models import StepDone  # isort: skip
from evenreach.flow.records.models import (  # isort: skip
    FamilyLink,
    Outcome,
    ProvisionLine,
    Report,
    VisitRecord,
)
from evenreach.flow.records.move_models import LearnerMove  # isort: skip
from evenreach.flow.records.offline_models import HoldingTime  # isort: skip
from evenreach.flow.records.review_models import Review, ReviewedLine  # isort: skip
from evenreach.flow.feedback.models import Answer, Invitation  # isort: skip

__all__ = [
    "Account",
    "Answer",
    "Appeal",
    "Authority",
    "Booking",
    "BrandChoice",
    "Capacity",
    "Change",
    "Consent",
    "ContactLogged",
    "ContactTask",
    "DocumentContent",
    "FamilyLink",
    "FundedMinutes",
    "FundedUse",
    "FundingStream",
    "Grade",
    "HoldingTime",
    "Holiday",
    "IdentityRule",
    "Invitation",
    "Learner",
    "LearnerBooking",
    "LearnerLook",
    "LearnerMove",
    "LedgerEntry",
    "Line",
    "MailChoice",
    "OfferVersion",
    "Outcome",
    "OutgoingMail",
    "Partnership",
    "PartnershipMember",
    "Person",
    "ProvisionLine",
    "RegisterImport",
    "RegisterSnapshot",
    "RegisterUpload",
    "Report",
    "RequestDocument",
    "RequestMove",
    "Review",
    "ReviewedLine",
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
    "StaffLine",
    "StepDone",
    "SubmittedForm",
    "Task",
    "TermBlock",
    "TimeTakenOff",
    "Transfer",
    "Visit",
    "VisitPurpose",
    "VisitRecord",
    "VisitSpecification",
    "WorkingHalfDay",
    "YearEnd",
    "YearMiles",
    "YearRates",
]
