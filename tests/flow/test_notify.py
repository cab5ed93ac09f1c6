"""Mail through GOV.UK Notify: given once whatever is lost, and told of until it has arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from evenreach.flow.journal import post
from evenreach.flow.journal.actions import queue_mail
from evenreach.flow.journal.deliveries import mail_failed, mail_sent, mail_waiting
from evenreach.flow.journal.models import OutgoingMail
from evenreach.flow.journal.notify import Notify
from evenreach.flow.journal.senders import NoPostbox, sender
from tests.notify_twin import KEY, TEMPLATE, notify_twin

MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ADDRESS = "from@council.example"
OTHER_KEY = "evenreach-26785a09-ab16-4eb0-8407-a37497a57506-00000000-8d35-48ac-975b-e847b4f122b0"
ASKED = [
    60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720, 61440, 122880, 245760, 491520, 983040
]  # fmt: skip


@pytest.fixture
def twin():
    with notify_twin() as one:
        yield one


@pytest.fixture
def notify(twin):
    client = Notify(KEY, TEMPLATE, twin.address)
    yield client
    client.close()


@pytest.fixture
def mail(northumberland, at):
    OutgoingMail.objects.of(northumberland.pk).delete()
    queue_mail(
        authority_id=northumberland.pk,
        at=at,
        message_id="visit-17-proposed-1",
        recipient="senco.122170@school.example",
        subject="A visit is proposed for LIC-00001",
        body="Sign in to confirm it.",
    )
    return OutgoingMail.objects.of(northumberland.pk).get()


def send(mail, notify, minutes=0):
    later = MORNING + timedelta(minutes=minutes)
    sent = post.send_waiting(mail.authority_id, ADDRESS, notify, lambda: later)
    mail.refresh_from_db()
    return sent


def ask(mail, notify, seconds):
    later = MORNING + timedelta(seconds=seconds)
    answered = post.ask_after_sent(mail.authority_id, ADDRESS, notify, lambda: later)
    mail.refresh_from_db()
    return answered


def test_a_message_goes_with_its_name_as_reference(mail, notify, twin):
    assert send(mail, notify) == 1
    assert send(mail, notify) == 0
    [given] = twin.notifications
    assert given["reference"] == f"visit-17-proposed-1@{mail.authority_id}.evenreach"
    assert given["email_address"] == "senco.122170@school.example"
    assert given["template"]["id"] == TEMPLATE
    assert given["personalisation"] == {
        "subject": "A visit is proposed for LIC-00001",
        "body": "Sign in to confirm it.\n",
    }


def test_it_is_given_once_though_the_answer_was_lost(mail, notify, twin):
    twin.trouble = "answer lost"
    assert send(mail, notify) == 0
    assert mail.sent_at is None
    assert send(mail, notify, minutes=1) == 1
    assert (mail.attempts, mail.sent_at) == (2, MORNING + timedelta(minutes=1))
    assert len(twin.notifications) == 1


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("no template", "does not take the message: Template not found. Where it names"),
        ("too many", r"takes no more messages for now: Exceeded send limits \(50\) for today"),
        ("broken", "could not be reached or failed: Internal server error. The message is tried"),
    ],
)
def test_what_may_pass_is_told_in_words_and_tried_again(mail, notify, twin, trouble, sentence):
    twin.trouble = trouble
    assert send(mail, notify) == 0
    assert mail_waiting(mail.authority_id).filter(last_error__regex=sentence).count() == 1
    assert mail.next_try_at == MORNING + timedelta(seconds=30)
    assert send(mail, notify, minutes=1) == 1


def test_an_address_that_is_refused_is_a_task_at_once(mail, notify, twin):
    twin.trouble = "not an address"
    assert send(mail, notify) == 0
    assert send(mail, notify, minutes=90) == 0
    [failed] = mail_failed(mail.authority_id)
    assert (failed.attempts, failed.sent_at) == (1, None)
    assert "email_address Not a valid email address" in failed.last_error
    assert twin.notifications == []


def test_a_wrong_key_is_explained(mail, twin):
    wrong = Notify(OTHER_KEY, TEMPLATE, twin.address)
    send(mail, wrong)
    wrong.close()
    assert mail.last_error.startswith(
        "GOV.UK Notify does not accept the key: Invalid token: API key not found. Set "
        "EVENREACH_NOTIFY_KEY to a live key"
    )


def test_a_server_that_is_not_there_loses_nothing(mail):
    with notify_twin() as gone:
        address = gone.address
    nowhere = Notify(KEY, TEMPLATE, address)
    assert send(mail, nowhere) == 0
    nowhere.close()
    assert "could not be reached" in mail.last_error


def test_delivery_is_asked_after_until_it_is_known(mail, notify, twin):
    send(mail, notify)
    assert ask(mail, notify, 59) == 0
    assert ask(mail, notify, 60) == 1
    assert mail.ask_again_at == MORNING + timedelta(seconds=120)
    twin.notifications[0]["status"] = "delivered"
    assert ask(mail, notify, 120) == 1
    assert (mail.delivery, mail.ask_again_at) == ("delivered", None)
    assert list(mail_sent(mail.authority_id)) == [mail]


def test_it_is_asked_ever_more_rarely_and_not_for_ever(mail, notify):
    send(mail, notify)
    asked = []
    while mail.ask_again_at is not None:
        asked.append(int((mail.ask_again_at - MORNING).total_seconds()))
        assert ask(mail, notify, asked[-1]) == 1
    assert asked == ASKED
    assert asked[-2] <= timedelta(days=7).total_seconds() <= asked[-1]


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_what_did_not_arrive_is_a_task_and_can_go_again(mail, notify, twin, status):
    send(mail, notify)
    twin.notifications[0]["status"] = status
    ask(mail, notify, 60)
    assert list(mail_failed(mail.authority_id)) == [mail]
    assert not mail_sent(mail.authority_id).exists()
    OutgoingMail.objects.of(mail.authority_id).update(
        attempts=0, delivery="", sent_at=None, ask_again_at=None
    )
    assert send(mail, notify, minutes=5) == 1
    assert len(twin.notifications) == 2
    assert ask(mail, notify, 360) == 1
    assert mail.delivery == ""
    twin.notifications[1]["status"] = "delivered"
    ask(mail, notify, 720)
    assert mail.delivery == "delivered"


def test_while_notify_is_away_it_is_asked_once_a_minute(mail, notify, twin):
    send(mail, notify)
    twin.is_away = True
    assert ask(mail, notify, 90) == 0
    assert mail.ask_again_at == MORNING + timedelta(seconds=150)
    assert mail.delivery == ""


@pytest.mark.parametrize(
    ("key", "template", "named"),
    [
        ("", TEMPLATE, "EVENREACH_NOTIFY_KEY"),
        (KEY[:-1], TEMPLATE, "EVENREACH_NOTIFY_KEY"),
        (KEY, "", "EVENREACH_NOTIFY_TEMPLATE"),
        (KEY, "letter", "EVENREACH_NOTIFY_TEMPLATE"),
    ],
)
def test_settings_that_cannot_be_are_explained(settings, key, template, named):
    settings.MAIL, settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = "notify", key, template
    with pytest.raises(NoPostbox, match=f"{named} is not .* Copy"):
        sender()
    settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = KEY, TEMPLATE
    assert isinstance(sender(), Notify)
