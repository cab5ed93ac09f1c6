"""What stops an announcement and what is advice, each with where and how to mend it."""

import pytest

from evenreach.desks.publishing.checking import Finding, findings_of
from evenreach.desks.publishing.merging import SchoolFacts, merged, without_facts

SERVICES = ["specialist-teaching"]
GOOD = """Every school has help. See [what each service does](/offer/).

## Dates

- First one
- Second one

### When

| School | Sessions |
|---|--:|
| Acomb | 6 |

![A map of the areas](/announcements/pictures/7/)
"""


def found(text: str, *, to_everyone: bool = False) -> list[Finding]:
    return findings_of(text, services=SERVICES, is_to_everyone=to_everyone, pictures=[7])


def test_nothing_is_found_in_a_good_text():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "The text", "It is empty."),
        ("Hi\n\n# Top", "Line 3, heading “Top”", "A heading is as high as the title."),
        ("## A\n\n#### B", "Line 3, heading “B”", "It skips a level: #### after ##."),
        ("### A", "Line 1, heading “A”", "It skips a level: ### after #."),
        ("## A\n\n##", "Line 3, heading “”", "A heading is empty."),
        ("Ask [here](/x/).", "Line 1, link “here”", "Its words do not say what it leads to."),
        (
            "Do.\n\n[Click here](/x/)",
            "Line 3, link “Click here”",
            "Its words do not say what it leads to.",
        ),
        (
            "[https://x.example](https://x.example)",
            "Line 1, link “https://x.example”",
            "The words of a link are its address.",
        ),
        (
            "<https://x.example>",
            "Line 1, link “https://x.example”",
            "The words of a link are its address.",
        ),
        (
            "See https://x.example now",
            "Line 1",
            "The address https://x.example stands in the text.",
        ),
        ("[](/x/)", "Line 1", "A link has no words."),
        ("[A form](form.doc)", "Line 1, link “A form”", "form.doc leads nowhere."),
        ("![](/announcements/pictures/7/)", "Line 1", "A picture has no description."),
        (
            "![A cat](https://x.example/c.png)",
            "Line 1",
            "The picture https://x.example/c.png is not one that was added here.",
        ),
        ("| A | |\n|---|---|\n| 1 | 2 |", "Line 1, table 1", "Column 2 has no header."),
        ("Hi <b>you</b>", "Line 1", "<b> is HTML, and is shown as it is typed."),
        ("Hi\n{{scool}}", "Line 2", "{{scool}} is not known."),
        ("{{sessions swimming}}", "Line 1", "{{sessions swimming}} is not known."),
    ],
)
def test_what_stops_an_announcement(text, where, what):
    first = found(text)[0]
    assert (first.where, first.what, first.stops) == (where, what, True)
    assert first.mend


def test_an_unknown_field_is_answered_with_those_that_are_known():
    assert found("{{head}}")[0].mend == (
        "Use one of these: {{school}}, {{sencos}}, {{sessions specialist-teaching}}."
    )


def test_a_schools_facts_are_not_addressed_to_everyone():
    assert found("Dear {{ school }}") == []
    assert found("Dear {{ school }}", to_everyone=True)[0].what == (
        "It has a school’s own facts, but is addressed to everyone."
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("PLEASE READ THIS now.", "“PLEASE READ THIS” is in capitals."),
        (" ".join(["do"] * 26) + ".", "The sentence has 26 words."),
        (
            "Institutional considerations necessitate comprehensive reconfiguration.",
            "Its reading age is about 48; 14 or less suits most readers.",
        ),
    ],
)
def test_what_is_advice(text, what):
    assert [(each.what, each.stops) for each in found(text)] == [(what, False)]


def test_what_stops_comes_before_advice():
    assert [each.stops for each in found("PLEASE READ THIS\n\n[here](/x/)")] == [True, False]


def test_acronyms_are_not_shouted():
    assert found("SEND and SENCO, EHCP and LA.") == []


ACOMB = SchoolFacts("Acomb *First*", ["Alison Bell"], {"specialist-teaching": 1080})
BERWICK = SchoolFacts("Berwick", [], {"specialist-teaching": 90})
FIELDS = "{{school}}: {{ sencos }}, {{sessions  specialist-teaching}}."


def test_a_school_reads_its_own_facts():
    assert merged(FIELDS, [ACOMB], session_minutes=180) == (
        r"Acomb \*First\*: Alison Bell, 6 sessions."
    )
    assert merged(FIELDS, [BERWICK], session_minutes=180) == "Berwick: not known, 0.5 sessions."


def test_somebody_at_two_schools_reads_the_facts_of_each():
    assert merged(FIELDS, [ACOMB, BERWICK], session_minutes=180) == (
        r"Acomb \*First\* and Berwick: Acomb \*First\*: Alison Bell; Berwick: not known, "
        r"Acomb \*First\*: 6 sessions; Berwick: 0.5 sessions."
    )


def test_everybody_else_reads_words_in_brackets():
    assert without_facts(FIELDS) == (
        r"\[your school\]: \[your SENCO\], \[your school’s sessions\]."
    )
