"""A letter as the plain text of a mail. Its page and its PDF say the same and more."""

from evenreach.desks.publishing.models import Letter, LetterIssue
from evenreach.flow.people.models import Authority


def body_of(issue: LetterIssue, letter: Letter, authority: Authority, name: str) -> str:
    """What one person reads: their school's sessions, and where the rest stands."""
    content = letter.content
    lines = [f"Dear {name},", "", issue.opening, "", f"{content['school']} (URN {content['urn']})"]
    lines += [
        f"- {service['service']}: {service['sessions']} sessions of "
        f"{service['session_minutes']} minutes"
        for service in content["services"]
    ]
    lines += [f"- {service['service']}: {service['how']}" for service in content["access"]]
    lines += [
        "",
        f"How this was worked out, and how to have it looked at again: {issue.address}{letter.pk}/",
        "",
        f"Questions: {issue.contact}",
        "",
        issue.signed_by,
        authority.name,
    ]
    if authority.demonstration:
        lines += ["", "A demonstration: nobody is offered anything by this letter."]
    return "\n".join(lines) + "\n"
