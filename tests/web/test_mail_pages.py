"""What became of messages, what people choose, and that no message ever names a learner."""

import smtplib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from evenreach.flow.journal import post
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.deliveries import FAILED_AFTER
from evenreach.flow.journal.digests import gather_digests
from evenreach.flow.journal.mail_kinds import choosable, kind_of
from evenreach.flow.journal.models import Delivery, Goes, OutgoingMail
from evenreach.flow.people.mailing import NotToChoose, choose_mail
from tests.web.test_search import words_on

ADDRESS = "from@council.example"


def queue(authority, at, name="request-7-accepted-1", recipient="senco.122170@school.example"):
    queue_mail(
        authority_id=authority.pk,
        at=at,
        message_id=name,
        recipient=recipient,
        subject=f"About {name}",
        body="Sign in to read more.",
    )
    return OutgoingMail.objects.of(authority.pk).get(message_id=name)


def gone(authority):
    """The names of the messages that a sender takes away now."""
    names = []
    post.send_waiting(authority.pk, ADDRESS, lambda message, name: names.append(name))
    return names


def refuse(message, name):
    raise smtplib.SMTPServerDisconnected("the server said no")


@pytest.fixture
def failed(northumberland, at):
    OutgoingMail.objects.of(northumberland.pk).delete()
    mail = queue(northumberland, at)
    for hour in range(FAILED_AFTER):
        later = at + timedelta(hours=hour)
        post.send_waiting(northumberland.pk, ADDRESS, refuse, lambda later=later: later)
    return mail


def test_a_message_that_fails_is_a_task_until_it_is_away(
    people, browser_of, northumberland, failed
):
    jean = browser_of(people.jean)
    assert "Look at messages that could not be sent 1 failed" in words_on(
        jean.get(reverse("start"))
    )
    said = words_on(jean.get(reverse("lead:mail")))
    assert "Attempts 5 Reason the server said no" in said
    assert "Sign in to read more" not in said
    again = reverse("lead:mail_again", args=[failed.pk])
    answer = jean.post(again, {"form_key": uuid4().hex})
    assert answer["Location"] == reverse("lead:mail")
    assert gone(northumberland) == [failed.message_id]
    assert "None failed" in words_on(jean.get(reverse("start")))


def test_a_message_that_did_not_arrive_is_a_task_with_its_reason(
    people, browser_of, northumberland, at
):
    OutgoingMail.objects.of(northumberland.pk).delete()
    mail = queue(northumberland, at)
    arrived = queue(northumberland, at, "visit-9-proposed")
    gone(northumberland)
    for each, found in ((mail, Delivery.PERMANENT), (arrived, Delivery.DELIVERED)):
        OutgoingMail.objects.of(northumberland.pk).filter(pk=each.pk).update(delivery=found)
    jean = browser_of(people.jean)
    said = words_on(jean.get(reverse("lead:mail")))
    assert "Attempts 1 Reason It was sent, but its provider of mail says that the address" in said
    assert ", and delivered" in said
    assert "Look at messages that could not be sent 1 failed" in words_on(
        jean.get(reverse("start"))
    )
    jean.post(reverse("lead:mail_again", args=[mail.pk]), {"form_key": uuid4().hex})
    assert gone(northumberland) == [mail.message_id]


def test_only_what_failed_is_sent_again(people, browser_of, northumberland, at):
    mail = queue(northumberland, at)
    gone(northumberland)
    jean = browser_of(people.jean)
    again = reverse("lead:mail_again", args=[mail.pk])
    assert jean.post(again, {"form_key": uuid4().hex}).status_code == 404


def test_a_familys_address_is_not_shown(people, browser_of, northumberland, at):
    queue(northumberland, at, "consent-3-asked", "mother@mail.example")
    said = words_on(browser_of(people.jean).get(reverse("lead:mail")))
    assert "m…@mail.example" in said
    assert "mother" not in said


def test_daily_messages_go_in_one_the_day_after(people, eyes, northumberland, at):
    OutgoingMail.objects.of(northumberland.pk).delete()
    choose_mail(by=eyes(people.alison), at=at, choices={"requests": Goes.DAILY})
    first = queue(northumberland, at)
    queue(northumberland, at, "request-8-accepted-1")
    queue(northumberland, at, "visit-9-proposed")
    assert gone(northumberland) == ["visit-9-proposed"]
    assert gather_digests(authority_id=northumberland.pk, at=at) == 0
    tomorrow = at.replace(day=at.day + 1)
    assert gather_digests(authority_id=northumberland.pk, at=tomorrow) == 1
    assert gather_digests(authority_id=northumberland.pk, at=tomorrow) == 0
    digest = OutgoingMail.objects.of(northumberland.pk).get(message_id=f"digest-{first.pk}")
    assert digest.subject == "Your daily digest: 2 messages"
    assert "- About request-7-accepted-1\n- About request-8-accepted-1\n" in digest.body
    assert gone(northumberland) == [digest.message_id]
    assert gone(northumberland) == []


def test_what_nobody_needs_can_be_turned_off_and_nothing_else(people, eyes, northumberland, at):
    alison = eyes(people.alison)
    choose_mail(by=alison, at=at, choices={"reviews": Goes.NEVER})
    OutgoingMail.objects.of(northumberland.pk).delete()
    queue(northumberland, at, "review-1-due-2")
    assert gone(northumberland) == []
    for kind, goes in (("requests", Goes.NEVER), ("roles", Goes.DAILY), ("families", Goes.NEVER)):
        with pytest.raises(NotToChoose):
            choose_mail(by=alison, at=at, choices={kind: goes})


def test_the_page_keeps_what_is_chosen(people, browser_of, northumberland, at):
    alison = browser_of(people.alison)
    chosen = {kind.key: "daily" for kind in choosable()} | {"form_key": uuid4().hex}
    assert alison.post(reverse("mail_choices"), chosen)["Location"] == reverse("start")
    shown = alison.get(reverse("mail_choices")).content.decode()
    assert shown.count("checked") == len(choosable())
    never = chosen | {"requests": "never", "form_key": uuid4().hex}
    assert "There is a problem" in words_on(alison.post(reverse("mail_choices"), never))


def test_every_message_has_a_kind(northumberland):
    names = OutgoingMail.objects.of(northumberland.pk).values_list("message_id", flat=True)
    assert {kind_of(name).key for name in [*names, "letter-1-2"]} <= {
        "requests",
        "visits",
        "reports",
        "moves",
        "reviews",
        "feedback",
        "roles",
        "families",
        "digests",
        "other",
    }
