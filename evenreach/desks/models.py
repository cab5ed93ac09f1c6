"""The contents page of the desks: what they decided, and from which facts."""

from evenreach.desks.allocation.deciding_models import (
    Consultation,
    ConsultationAnswer,
    ConsultationOption,
    Decision,
    OptionFigure,
)
from evenreach.desks.allocation.models import FormerShare, Policy, Share
from evenreach.desks.planning.models import Proposal
from evenreach.desks.publishing.announcement_models import (
    Announcement,
    AnnouncementCopy,
    AnnouncementPicture,
    AnnouncementThread,
    AnnouncementVersion,
)
from evenreach.desks.publishing.models import Letter, LetterCopy, LetterIssue
from evenreach.desks.publishing.release_models import Release, SmallNumbers

__all__ = [
    "Announcement",
    "AnnouncementCopy",
    "AnnouncementPicture",
    "AnnouncementThread",
    "AnnouncementVersion",
    "Consultation",
    "ConsultationAnswer",
    "ConsultationOption",
    "Decision",
    "FormerShare",
    "Letter",
    "LetterCopy",
    "LetterIssue",
    "OptionFigure",
    "Policy",
    "Proposal",
    "Release",
    "Share",
    "SmallNumbers",
]
