from django.urls import path

from evenreach.web.public import announcement_feed, announcements

urlpatterns = [
    path("", announcements.announcements, name="announcements"),
    path("feed.atom", announcement_feed.feed, name="announcements_feed"),
    path("pictures/<int:picture_id>/", announcements.picture, name="announcement_picture"),
    path("threads/<slug:thread>/", announcements.thread, name="announcement_thread"),
    path("stop/<str:token>/", announcements.stop, name="announcements_stop"),
    path("<slug:announcement>/", announcements.announcement, name="announcement"),
    path("<slug:announcement>/announcement.pdf", announcements.as_pdf, name="announcement_pdf"),
    path(
        "<slug:announcement>/<int:number>/", announcements.announcement, name="announcement_version"
    ),
    path(
        "<slug:announcement>/<int:number>/changes/",
        announcements.changes,
        name="announcement_changes",
    ),
]
