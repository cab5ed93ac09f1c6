"""What authors paste from Word, Outlook, Google Docs and Excel becomes Markdown, or is refused."""

from pathlib import Path

import pytest

from evenreach.desks.publishing.pasted_tables import HiddenPart, column_name
from evenreach.desks.publishing.pasting import from_html, from_plain

PASTED = Path(__file__).with_name("pasted")
WORD = (PASTED / "word.html").read_text(encoding="utf-8")

EXCEL = (PASTED / "excel.html").read_text(encoding="utf-8")


def excel(*, cols: str = "", row: str = "") -> str:
    """A copied table whose columns after the first, and whose second row, are as given."""
    return EXCEL.replace("{cols}", cols).replace("{row}", row)


def test_a_document_from_word():
    assert from_html(WORD) == "\n".join(
        [
            "## A new core offer",
            "",
            "From **September** every school has sessions. See [what each service does]"
            "(https://council.example/offer).",
            "",
            "### What changes",
            "",
            "- A contact for each school",
            "   - by name",
            "1. *Ask* first",
            "",
            "| Service | Sessions |",
            "|---|---|",
            "| Teaching \\| advice | 6 |",
        ]
    )


def test_a_document_from_google():
    copied = (
        '<meta charset=\'utf-8\'><b style="font-weight:normal;" id="docs-internal-guid-1">'
        '<h2 dir="ltr"><span style="font-weight:400">Dates</span></h2>'
        '<p dir="ltr"><span style="font-weight:400">Read </span><span style="font-weight:700">this'
        '</span><span style="font-weight:400"> first*.</span></p>'
        '<ul><li dir="ltr"><p dir="ltr">One</p></li><ol><li><p>Two</p></li></ol></ul></b>'
    )
    assert from_html(copied) == "\n".join(
        ["## Dates", "", "Read **this** first\\*.", "", "- One", "   1. Two"]
    )


def test_a_message_from_outlook():
    copied = (
        "<div class=WordSection1><p class=MsoNormal>Dear all,<o:p></o:p></p><p class=MsoNormal>"
        '<span style="display:none;mso-hide:all">Not for you</span>Ask '
        '<a href="mailto:a@b.example">the team</a> or <a href="file:///C:/x">this file</a>'
        "<br>soon.</p></div>"
        "<script>alert(1)</script><p>&lt;b&gt; # is no heading</p><p># nor this</p>"
    )
    assert from_html(copied) == "\n".join(
        [
            "Dear all,",
            "",
            "Ask [the team](mailto:a@b.example) or this file soon.",
            "",
            "<b> # is no heading",
            "",
            "\\# nor this",
        ]
    )


@pytest.mark.parametrize(
    "cols",
    [
        "<col width=0 style='display:none;mso-width-source:userset;mso-width-alt:0'><col width=64>",
        "<col width=0><col width=64>",
        "<col style='width:0px'><col>",
        "<col hidden><col>",
        "<col style='mso-ignore:display'><col>",
        "<col style='visibility: collapse'><col>",
    ],
)
def test_a_hidden_column_is_refused_by_its_name(cols):
    with pytest.raises(HiddenPart) as refused:
        from_html(excel(cols=cols, row=""))
    assert str(refused.value) == (
        "Column B (“Name”) of the table is hidden, and would be published although you do not see "
        "it. Go back to the spreadsheet, show it (Unhide) or delete it, then copy and paste the "
        "table again."
    )


def test_a_hidden_cell_hides_its_column():
    copied = excel(cols="", row="").replace("<td>QX", "<td style='display:none'>QX")
    with pytest.raises(HiddenPart, match=r"^Column B \(“Name”\) of the table is hidden"):
        from_html(copied)


@pytest.mark.parametrize("row", [" style='display:none'", " style='height:0'", " hidden"])
def test_a_hidden_row_is_refused(row):
    with pytest.raises(HiddenPart, match=r"^Row 2 of the table is hidden"):
        from_html(excel(cols="", row=row))


def test_two_hidden_parts_are_both_named():
    copied = excel(cols="<col width=0 span=2>", row=" hidden")
    begins = "Column B (“Name”) and Column C (“Sessions”) and Row 2 of the table are hidden"
    with pytest.raises(HiddenPart) as refused:
        from_html(copied)
    assert str(refused.value).startswith(begins)


def test_a_table_that_hides_nothing_is_taken():
    assert from_html(excel(cols="<col><col>", row="")) == (
        "| School | Name | Sessions |\n|---|---|---|\n| Acomb | QX | 6 |"
    )


def test_tabs_become_a_table_and_copied_bullets_a_list():
    typed = "Before\n\nSchool\tSessions\nAcomb\t6\n\n•\tone\n·\ttwo\n1.\tfirst\nAfter"
    table = "\n\n| School | Sessions |\n|---|---|\n| Acomb | 6 |\n\n"
    assert from_plain(typed) == f"Before\n{table}\n- one\n- two\n1. first\nAfter"


def test_what_has_no_tab_is_left_as_it_is():
    typed = "## Head\n\n- a\n- b\n\n| A |\n|---|\n| 1 |"
    assert from_plain(typed) == typed


def test_columns_are_named_as_spreadsheets_name_them():
    assert [column_name(at) for at in (0, 25, 26, 27, 701, 702)] == [
        "A", "Z", "AA", "AB", "ZZ", "AAA"
    ]  # fmt: skip
