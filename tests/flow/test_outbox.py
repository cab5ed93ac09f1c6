"""Mail is never lost, rarely doubled, and never sent inside a request."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from evenreach.flow.journal import post
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.models import OutgoingMail


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
    assert post.send_waiting(northumberland.pk, "from@council.example", post.sender()) == 1
    assert post.send_waiting(northumberland.pk, "from@council.example", post.sender()) == 0
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
    assert post.send_waiting(northumberland.pk, "from@council.example", faulty) == 2
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

    for _ in range(post.MOST_ATTEMPTS + 3):
        post.send_waiting(northumberland.pk, "from@council.example", broken)
    [mail] = OutgoingMail.objects.of(northumberland.pk)
    assert (mail.attempts, mail.last_error, mail.sent_at) == (post.MOST_ATTEMPTS, "no route", None)


@pytest.mark.parametrize("where", ["", "https://mail.example"])
def test_a_missing_postbox_is_explained(settings, where):
    settings.MAIL = where
    with pytest.raises(post.NoPostbox, match="smtp://user:password@host:port"):
        post.sender()
