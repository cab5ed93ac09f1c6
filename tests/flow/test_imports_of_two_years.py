"""The real register of 2024, then that of 2026: what became of every school."""

from datetime import date, timedelta

import pytest

from evenreach.demo.setting import REGISTER
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.register.applying import registers_of
from evenreach.flow.register.differences import Kind, difference
from evenreach.flow.register.imports import stored_register
from evenreach.flow.register.merging import Published
from evenreach.flow.register.models import School
from tests.flow.importing import (
    GIAS,
    LATER,
    applied,
    apply,
    previewed,
    undo,
)


@pytest.fixture
def morag(people, eyes) -> Eyes:
    return eyes(people.morag)


class TestFromJune2024ToJanuary2026:
    """The real register of 2024, then that of 2026 with GIAS's own links between them."""

    @pytest.fixture
    def in_2024(self, morag, at):
        file = "edubasealldata_northumberland_2024-06.csv"
        raw = (REGISTER / file).read_bytes()
        return applied(morag, at, schools=Published(file, raw, "DfE, GIAS", date(2024, 6, 17)))

    @pytest.fixture
    def to_2026(self, in_2024, morag, at):
        linked = "links_edubasealldata_northumberland.csv"
        return previewed(
            morag,
            at + timedelta(hours=1),
            schools=Published(GIAS, (REGISTER / GIAS).read_bytes(), "DfE, GIAS", LATER),
            links=Published(linked, (REGISTER / linked).read_bytes(), "DfE, GIAS", LATER),
        )

    def test_conversions_mergers_and_openings_are_told_apart(self, to_2026):
        shown = difference(*registers_of(to_2026))
        succeeded = {change.urn: change.new for change in shown.of(Kind.SUCCEEDED)}
        assert succeeded == {
            122172: "Not listed; now Swansfield Park Primary School (151711)",
            122188: "Not listed; now Branton Primary School and Nursery (151712)",
            122276: "Not listed; now Henshaw Church of England Primary School (151097)",
            122277: "Not listed; now Longhoughton Church of England Primary School (151715)",
            122284: (
                "Not listed; now Greenhead Church of England Nursery and Primary School (151098)"
            ),
            122289: "Not listed; now Ellingham Church of England Primary School (151716)",
            122290: (
                "Not listed; now Embleton Vincent Edwards Church of England Primary School (151717)"
            ),
        }
        not_linked = {change.urn for change in shown.of(Kind.NOT_LISTED)}
        assert {122238, 145184} <= not_linked

    def test_applied_and_undone_it_is_2024_again(self, in_2024, to_2026, morag, at):
        before = stored_register(morag.authority_id)
        apply(morag, at, to_2026)
        assert School.objects.of(morag.authority_id).filter(is_open=True).count() == 178
        undo(morag, at, to_2026)
        assert stored_register(morag.authority_id).written == before.written
