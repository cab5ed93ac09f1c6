"""What has become of messages: a failure is somebody's task."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenreach.flow.journal.deliveries import mail_failed, mail_held, mail_sent, mail_waiting
from evenreach.flow.people.mailing import send_again
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import mail_words as words

SENT_ON_A_PAGE = 50
OTHERS_SHOWN = 200


@needs(May.SEE_MAIL)
@require_safe
def mail(request: Asked) -> HttpResponse:
    """Messages by where they stand; what they say is not shown."""
    mine = request.authority.pk
    page = Paginator(mail_sent(mine), SENT_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "figures": words.figures(mine),
        "failed": [words.failed(each) for each in mail_failed(mine)[:OTHERS_SHOWN]],
        "waiting": words.rows(mail_waiting(mine)[:OTHERS_SHOWN]),
        "held": words.rows(mail_held(mine)[:OTHERS_SHOWN]),
        "sent": words.rows(page),
        "columns": words.COLUMNS,
        "page": page,
    }
    return render(request, "lead/mail.html", context)


@needs(May.SEE_MAIL)
@require_POST
def again(request: Asked, mail_id: int) -> HttpResponse:
    """Try a message anew that could not be sent."""
    send_again(by=request.eyes, at=request.now, mail_id=mail_id)
    messages.success(request, "The message is tried again, under the same name")
    return redirect("lead:mail")
