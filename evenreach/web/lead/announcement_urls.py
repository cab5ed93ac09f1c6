from django.urls import path

from evenreach.web.lead import announcement_acts, announcements

ONE = "<int:version_id>/"
urlpatterns = [
    path("", announcements.announcements, name="announcements"),
    path("write/", announcements.write, name="announcement_write"),
    path("clean/", announcements.clean, name="announcement_clean"),
    path("thread/", announcements.thread, name="announcement_thread"),
    path(ONE, announcements.announcement, name="announcement"),
    path(f"{ONE}edit/", announcements.edit, name="announcement_edit"),
    path(f"{ONE}picture/", announcements.picture, name="announcement_picture"),
    path(f"{ONE}submit/", announcement_acts.submit, name="announcement_submit"),
    path(f"{ONE}approve/", announcement_acts.approve, name="announcement_approve"),
    path(f"{ONE}return/", announcement_acts.give_it_back, name="announcement_return"),
    path(f"{ONE}correct/", announcements.correct, name="announcement_correct"),
    path(f"{ONE}withdraw/", announcement_acts.withdraw, name="announcement_withdraw"),
    path(
        f"{ONE}copy/<int:copy_id>/again/",
        announcement_acts.send_again,
        name="announcement_send_again",
    ),
]
