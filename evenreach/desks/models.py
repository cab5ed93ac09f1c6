"""The contents page of the desks: what they decided, and from which facts."""

from evenreach.desks.allocation.models import FormerShare, Policy, Share
from evenreach.desks.planning.models import Proposal

__all__ = ["FormerShare", "Policy", "Proposal", "Share"]
