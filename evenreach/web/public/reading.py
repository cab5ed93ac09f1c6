"""How large a reader has the text, and sending on the link of a page."""

from django.contrib import messages
from django.forms import EmailField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.people.page_mail import MOST_AN_HOUR, mail_page, page_message
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.published import PublishedPage
from evenreach.web.text_sizes import COOKIE, SECONDS_KEPT, size_of


class SendPageForm(Form):
    """Where the link goes."""

    address = EmailField(
        label="Whose e-mail address should it go to?",
        help_text="One address. It is used for this message and for nothing else.",
        error_messages={
            "required": "Enter the e-mail address that the link should go to",
            "invalid": "Enter one e-mail address, such as name@example.org",
        },
    )


@needs(May.READ_PUBLIC_PAGES)
@require_safe
@never_cache
def text_size(request: Asked) -> HttpResponse:
    """Remember a text size in the reader's own browser, and go back to where it was chosen."""
    back = request.GET.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    answer = redirect(back if ours else "home")
    answer.set_cookie(
        COOKIE,
        str(size_of(request.GET.get("size", ""))),
        max_age=SECONDS_KEPT,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


@needs(May.MAIL_PAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def send_page(request: Asked, signed: str) -> HttpResponse:
    """Send the link of a published page to one address, by the service's own mail."""
    page = PublishedPage.unsealed(signed)
    if page is None:
        raise Http404
    link = request.build_absolute_uri(page.path)
    form = SendPageForm(request.POST or None)
    if form.is_valid():
        recipient = form.cleaned_data["address"]
        mail_page(by=request.eyes, at=request.now, recipient=recipient, title=page.title, link=link)
        messages.success(request, "The link is on its way")
        return redirect(page.path)
    subject, body = page_message(request.eyes, title=page.title, link=link)
    context = {"page": page, "form": form, "subject": subject, "body": body, "most": MOST_AN_HOUR}
    return render(request, "public/send_page.html", context)
