"""Mail is never lost, rarely doubled, and never sent inside a request."""

import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise

import pytest

from evenreach.flow.journal import post
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.senders import NoPostbox, sender

MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
SECONDS, HOUR = [30, 60, 120, 240, 480, 960, 1920], 3600


@pytest.fixture
def queue(northumberland, at):
    def one(message_id: str = "request-1-accepted") -> None:
        queue_mail(
            authority_id=northumberland.pk,
            at=at,
            message_id=message_id,
            recipient="senco.122170@school.example",
            subject="Your request LIC-00001 was accepted",
            body="Sign in to read the answer.",
        )

    return one


def waiting(authority):
    return OutgoingMail.objects.of(authority.pk).filter(sent_at=None)


def test_a_message_goes_into_the_folder_once(queue, northumberland, tmp_path, settings):
    settings.MAIL = str(tmp_path)
    queue()
    queue()
    assert post.send_waiting(northumberland.pk, "from@council.example", sender()) == 1
    assert post.send_waiting(northumberland.pk, "from@council.example", sender()) == 0
    [file] = tmp_path.iterdir()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.name == "request-1-accepted.eml"
    assert message["To"] == "senco.122170@school.example"
    assert message["From"] == "from@council.example"
    assert message["Message-ID"].startswith("<request-1-accepted@")
    assert message.get_content().strip() == "Sign in to read the answer."


def test_a_faulty_server_loses_nothing(queue, northumberland):
    queue("first")
    queue("second")
    sent: list[str] = []

    def faulty(message: EmailMessage, name: str) -> None:
        if not sent and name == "first":
            sent.append("refused")
            raise smtplib.SMTPServerDisconnected("gone")
        sent.append(name)

    assert post.send_waiting(northumberland.pk, "from@council.example", faulty) == 0
    assert waiting(northumberland).filter(last_error="gone").count() == 1
    assert post.send_waiting(northumberland.pk, "from@council.example", faulty) == 1
    later = datetime.now(UTC) + timedelta(hours=1)
    assert post.send_waiting(northumberland.pk, "from@council.example", faulty, lambda: later) == 1
    assert sorted(sent[1:]) == ["first", "second"]
    assert not waiting(northumberland).exists()


def test_killed_between_sending_and_marking_it_goes_again_under_the_same_name(
    queue, northumberland
):
    queue()
    names: list[str] = []

    def killed(message: EmailMessage, name: str) -> None:
        names.append(message["Message-ID"])
        if len(names) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post.send_waiting(northumberland.pk, "from@council.example", killed)
    post.send_waiting(northumberland.pk, "from@council.example", killed)
    assert len(names) == 2
    assert len(set(names)) == 1


def test_a_message_that_never_goes_is_not_tried_for_ever(queue, northumberland):
    queue()

    def broken(message: EmailMessage, name: str) -> None:
        raise OSError("no route")

    tried = tries_of(northumberland, broken, timedelta(hours=20))
    [mail] = OutgoingMail.objects.of(northumberland.pk)
    assert (mail.attempts, mail.last_error, mail.sent_at) == (post.MOST_ATTEMPTS, "no route", None)
    waits = [(later - sooner).total_seconds() for sooner, later in pairwise(tried)]
    assert waits == [*SECONDS, *[HOUR] * (post.MOST_ATTEMPTS - 1 - len(SECONDS))]


def tries_of(authority, send, lasting):
    """The moments at which a message is tried, by a sender that looks in between."""
    tried, now = [], MORNING

    def watched(message: EmailMessage, name: str) -> None:
        tried.append(now)
        send(message, name)

    while now < MORNING + lasting:
        post.send_waiting(authority.pk, "from@council.example", watched, lambda at=now: at)
        now += timedelta(seconds=30 if len(tried) < 8 else 600)
    return tried


def test_a_message_that_rests_holds_up_no_other(queue, northumberland):
    queue("first")

    def refuse_first(message: EmailMessage, name: str) -> None:
        if name == "first":
            raise OSError("mailbox full")

    post.send_waiting(northumberland.pk, "from@council.example", refuse_first, lambda: MORNING)
    queue("second")
    soon = MORNING + timedelta(seconds=29)
    assert post.send_waiting(northumberland.pk, "a@b.example", refuse_first, lambda: soon) == 1
    [first] = waiting(northumberland)
    assert (first.attempts, first.next_try_at) == (1, MORNING + timedelta(seconds=30))


@pytest.mark.parametrize("where", ["", "https://mail.example"])
def test_a_missing_postbox_is_explained(settings, where):
    settings.MAIL = where
    with pytest.raises(NoPostbox, match="smtp://user:password@host:port"):
        sender()
