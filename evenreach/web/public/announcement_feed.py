"""The Atom feed of the public announcements."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.announcement_queries import newest_published
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.web.access import May, needs

NEWEST = 30


class AnnouncementFeed(Feed):
    """The newest version of each; a correction has its own time and keeps its address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Authority:
        authority: Authority = request.authority  # type: ignore[attr-defined]
        return authority

    def title(self, authority: Authority) -> str:
        return f"Announcements: {authority.name}"

    def subtitle(self, authority: Authority) -> str:
        return f"What {authority.name} announces to schools and families about SEND support"

    def link(self, authority: Authority) -> str:
        return reverse("announcements")

    def feed_url(self, authority: Authority) -> str:
        return reverse("announcements_feed")

    def items(self, authority: Authority) -> Iterable[AnnouncementVersion]:
        anyone = Eyes(authority_id=authority.pk)
        return list(newest_published(anyone).select_related("authority")[:NEWEST])

    def item_title(self, item: AnnouncementVersion) -> str:
        return item.title

    def item_description(self, item: AnnouncementVersion) -> str:
        changed = f" What changed: {item.changed}" if item.changed else ""
        return f"{item.summary}{changed}"

    def item_link(self, item: AnnouncementVersion) -> str:
        return reverse("announcement", args=[item.announcement.slug])

    def item_author_name(self, item: AnnouncementVersion) -> str:
        return str(item.authority)

    def item_pubdate(self, item: AnnouncementVersion) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: AnnouncementVersion) -> datetime | None:
        return item.published_at


_answer = AnnouncementFeed()


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    return _answer(request)
