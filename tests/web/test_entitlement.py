"""A headteacher checks a school's sessions with a pocket calculator, from the page alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from math import floor

import pytest
from django.test import Client

from evenreach.demo.authority import SENCO_URN
from evenreach.desks.allocation.deciding_models import Decision
from evenreach.desks.allocation.explaining import explanation, explanations
from evenreach.desks.allocation.models import Policy, Share
from evenreach.desks.allocation.queries import shares_seen_by
from evenreach.desks.allocation.sharing import SchoolFacts, share_sessions
from evenreach.desks.allocation.terms import Terms
from evenreach.flow.entitlement.actions import grant_sessions, reserve, set_capacity
from evenreach.flow.entitlement.models import Account
from evenreach.flow.offer.models import Service
from evenreach.flow.people.eyes import Eyes
from evenreach.flow.people.models import Authority
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import Figure, school_by_urn
from evenreach.methods.apportionment import METHODS
from evenreach.methods.expected import Expected, Rate
from evenreach.web.school.rounding import ROUNDINGS
from evenreach.web.school.working import working_of
from tests.stories import YEAR, Cast, made
from tests.web.calculator import Tables, shows, tables_of, typed

TEACHING, PSYCHOLOGY = "specialist-teaching", "educational-psychology"
HALF = Fraction(1, 2)
DECIDED = {
    "reasons": "Need.",
    "not_consulted_why": "Invented.",
    "who_could_lose": "Nobody.",
    "protected_characteristics": "None is affected.",
    "mitigation": "The pool.",
    "decided_by": "The director",
    "decided_on": date(2025, 7, 10),
    "input_sha256": "0" * 64,
}


def page(browser: Client, urn: int = SENCO_URN) -> str:
    answer = browser.get(f"/school/{urn}/entitlement/")
    assert answer.status_code == 200
    return answer.content.decode()


def sessions_by_calculator(tables: Tables, slug: str) -> int:
    """Every sum of one service's working done again from what is printed; the sessions."""
    _, *lines, (_, need) = tables[f"{slug}-need"]
    for _, sum_as_printed, product in lines:
        assert shows(typed(sum_as_printed), product)
    assert sum(typed(product) for _, _, product in lines) == typed(need)
    (_, all_sessions), (base_words, base_total), (_, rest) = tables[f"{slug}-rest"]
    base, schools = map(int, re.findall(r"[0-9]+", base_words))
    assert base * schools == -typed(base_total)
    assert typed(all_sessions) + typed(base_total) == typed(rest)
    (_, again), (_, by_total), (_, by_rest), (_, share) = tables[f"{slug}-share"]
    assert again == need
    assert by_rest == f"× {rest}"
    assert shows(typed(f"{need} {by_total} {by_rest}"), share)
    (_, again), (_, by_divisor), (_, result), (_, by_need) = tables[f"{slug}-whole"]
    assert again == need
    assert shows(typed(f"{need} {by_divisor}"), result)
    assert floor(typed(result) + HALF) == int(by_need)
    return base + int(by_need)


def test_alison_reads_the_answer_first_and_then_checks_it(people, browser_of):
    html = page(browser_of(people.alison))
    answer = html.index("<strong>4 sessions</strong>: 3 that every school has, and 1 for need.")
    assert answer < html.index('id="specialist-teaching-need"')
    tables = tables_of(html)
    assert tables["specialist-teaching-need"][1] == [
        "Pupils on roll\nDfE, Schools, pupils and their characteristics, 19 January 2023."
        " Weight 0.02 is published as 1/50",
        "66 × 0.02",
        "1.32",
    ]
    assert sessions_by_calculator(tables, TEACHING) == 4
    assert sessions_by_calculator(tables, PSYCHOLOGY) == 2


def test_every_school_comes_to_its_sessions_from_the_printed_page(people, browser_of, eyes):
    """167 schools, two services: the page is all that the calculator is given."""
    browser = browser_of(people.morag)
    shares = list(shares_seen_by(eyes(people.morag), academic_year=YEAR))
    by_school: dict[int, list[Share]] = {}
    for share in shares:
        by_school.setdefault(share.school.urn, []).append(share)
    checked = 0
    for urn, of_school in by_school.items():
        html = page(browser, urn)
        tables = tables_of(html)
        for share in of_school:
            slug = share.policy.service.slug
            if not share.explanation["takes_base_only"]:
                assert sessions_by_calculator(tables, slug) == share.sessions, urn
                checked += 1
    assert checked == len(shares) - 2 * 10


def test_a_special_school_reads_why_it_has_the_base_alone(people, browser_of, northumberland):
    school = School.objects.of(northumberland.pk).filter(phase="special", is_open=True).first()
    html = page(browser_of(people.anil), school.urn)
    assert "Special schools take the base of 3 sessions and no more" in html
    tables = tables_of(html)
    assert "specialist-teaching-whole" not in tables
    assert tables["specialist-teaching-need"][0][1] == "Count"


def test_brian_sees_nothing_of_alisons_school(people, browser_of):
    assert browser_of(people.brian).get(f"/school/{SENCO_URN}/entitlement/").status_code == 404
    assert browser_of(people.tom).get(f"/school/{SENCO_URN}/entitlement/").status_code == 403
    to_sign_in = browser_of().get(f"/school/{SENCO_URN}/entitlement/")
    assert to_sign_in.status_code == 302
    assert browser_of(people.morag).get("/school/999999/entitlement/").status_code == 404


def test_ruth_sees_her_own_service_and_is_told_so(people, browser_of):
    html = page(browser_of(people.ruth))
    assert {name for name in tables_of(html) if name.endswith("-need")} == {f"{PSYCHOLOGY}-need"}
    assert "you see it for the services that you lead" in html
    assert "This school’s sessions in 2025/26" in html


def test_the_account_adds_up_and_its_reasons_stay_with_the_request(
    people, browser_of, eyes, at, northumberland
):
    cast = Cast(school=eyes(people.alison), lead=eyes(people.jean))
    made(cast, at, eyes)
    account = Account.objects.of(northumberland.pk).get(
        school__urn=SENCO_URN, service__slug=TEACHING, academic_year=YEAR
    )
    reserve(
        by=cast.lead,
        at=at,
        account=account,
        minutes=4 * 180,
        why="LIC-09999 accepted",
        pool_reason="Something about a learner",
    )
    html = page(browser_of(people.alison))
    tables = tables_of(html)
    assert tables["specialist-teaching-account"] == [
        ["Granted for the year", "4 sessions"],
        ["Added from the adjustment pool", "+1 session"],
        ["Set aside for requests that were accepted", "−4 sessions"],
        ["Used", "−1 session"],
        ["Left to ask for", "0 sessions"],
    ]
    assert "Something about a learner" not in html
    assert [row[1] for row in tables["specialist-teaching-ledger"]][-2:] == [
        "Added from the adjustment pool",
        "Set aside: LIC-09999 accepted",
    ]


def facts(urn: int, **figures: int) -> SchoolFacts:
    """A school by its counts; a figure that is not given is not known."""
    known = {
        name.replace("_", "-"): Figure(
            name.replace("_", "-"), value, "School census", date(2026, 1, 15)
        )
        for name, value in figures.items()
    }
    return SchoolFacts(urn, urn, f"School {urn}", "primary", known)


def terms(method: str = "sainte_lague", base: int = 1, **weights: str) -> Terms:
    exact = {name.replace("_", "-"): Fraction(weight) for name, weight in weights.items()}
    return Terms(base, exact, method)


@pytest.fixture
def granted(northumberland: Authority, at: datetime, people, browser_of) -> Callable[[dict], str]:
    """Alison's page of a third service, whose policy gave her school this share."""
    by = Eyes(authority_id=northumberland.pk, name="Set-up", is_authority_lead=True)
    service = Service.objects.create(authority=northumberland, slug="hearing")
    school = school_by_urn(northumberland.pk, SENCO_URN)
    parts = dict.fromkeys(("statutory", "travel", "supervision", "pool"), 0)
    capacity = set_capacity(
        by=by,
        at=at,
        service=service,
        academic_year=YEAR,
        working_minutes=180 * 100,
        session_minutes=180,
        basis="Invented",
        **{f"{name}_minutes": minutes for name, minutes in parts.items()},
    )

    def shown(explained: dict) -> str:
        policy = Policy.objects.create(
            authority=northumberland,
            service=service,
            academic_year=YEAR,
            name="Hearing",
            terms={},
            drafted_at=at,
        )
        Share.objects.create(
            authority=northumberland,
            policy=policy,
            school=school,
            sessions=explained["sessions"],
            explanation=explained,
        )
        Decision.objects.create(
            authority=northumberland, policy=policy, number=1, decided_at=at, **DECIDED
        )
        policy.adopted_at, policy.version, policy.input_sha256 = at, 1, DECIDED["input_sha256"]
        policy.save(update_fields=["adopted_at", "version", "input_sha256"])
        won = {school.pk: explained["sessions"]}
        grant_sessions(by=by, at=at, capacity=capacity, sessions=won, why="policy adopted")
        return page(browser_of(people.alison))

    return shown


def explained(schools: list[SchoolFacts], laid_down: Terms, sessions: int) -> dict:
    """The explanation of the first school."""
    sharing = share_sessions(schools, laid_down, sessions)
    return explanation(sharing.shares[0], sharing)


def test_a_missing_figure_is_not_known_and_says_what_to_do(granted):
    schools = [facts(1, roll=60), facts(2, roll=90, sen_support=4)]
    html = granted(explained(schools, terms(roll="1/50", sen_support="1"), 9))
    assert "need is <strong>not known</strong>" in html
    assert "no figure for: Learners at SEN support" in html
    assert "the authority can supply a missing figure with its source and date" in html
    assert "send-support@council.example" in html
    tables = tables_of(html)
    assert tables["hearing-need"] == [
        ["Figure", "Count"],
        ["Pupils on roll\nSchool census, 15 January 2026", "60"],
        ["Learners at SEN support\nNo figure is on the register", "Not known"],
    ]
    assert "hearing-whole" not in tables


def test_no_need_and_nothing_left_are_said_in_words(granted):
    nought = [facts(1, sen_support=0), facts(2, sen_support=9)]
    html = granted(explained(nought, terms(sen_support="1"), 6))
    assert "1 that every school has, and 0 for need" in html
    assert "need is nought, so it has no session for need" in html
    assert sessions_by_calculator(tables_of(html), "hearing") == 1


def test_a_base_that_takes_everything_leaves_nothing_to_share(granted):
    schools = [facts(1, sen_support=5), facts(2, sen_support=9)]
    html = granted(explained(schools, terms(base=3, sen_support="1"), 6))
    assert "takes all 6 sessions that there were to share" in html


def test_a_tie_names_the_rule_that_decided_it(granted):
    schools = [facts(1, sen_support=3), facts(2, sen_support=3)]
    html = granted(explained(schools, terms(base=0, sen_support="1"), 3))
    assert "<strong>This is a tie.</strong>" in html
    assert "Ties go to the school with the lower URN" in html
    assert tables_of(html)["hearing-whole"][2] == ["Result", "1.5"]


def test_thirds_are_typed_as_they_are_printed_and_still_come_out(granted):
    schools = [facts(n, roll=50 + 7 * n, ehc_plans=n % 5) for n in range(1, 30)]
    html = granted(explained(schools, terms(roll="1/3", ehc_plans="2/7"), 100))
    tables = tables_of(html)
    assert tables["hearing-need"][1][1] == "57 × 1 ÷ 3"
    assert sessions_by_calculator(tables, "hearing") == 2


@pytest.mark.parametrize("method", ROUNDINGS)
@pytest.mark.parametrize("weight", ["1/3", "1/50", "0.123456", "1/97"])
def test_what_is_printed_gives_the_sessions_by_every_method(method: str, weight: str):
    schools = [facts(n, roll=(37 * n * n) % 911, sen_support=n % 13) for n in range(1, 80)]
    sharing = share_sessions(schools, terms(method, roll=weight, sen_support="1"), 400)
    for share in sharing.shares:
        why = explanation(share, sharing)
        shown = working_of(why)
        products = [typed(line.product) for line in shown.lines]
        need = typed(shown.need)
        assert sum(products) == need
        assert shows(typed(f"{shown.need} ÷ {shown.need_total} × {why['rest']}"), shown.share)
        if not shown.is_tied:
            result = typed(f"{shown.need} ÷ {shown.divisor}")
            assert shows(result, shown.quotient)
            assert ROUNDINGS[method].whole(result) == share.by_need
            assert ROUNDINGS[method].whole(typed(shown.quotient)) == share.by_need


def limited(urn: int, phase: str = "primary", last_year: int | None = None) -> SchoolFacts:
    """A school of many sizes, with what would be expected of it and its way to the next."""
    school = facts(urn, roll=40 + (37 * urn * urn) % 911, sen_support=urn % 13)
    rate = Rate("primary", 20, 1234, 9876, 9)
    expected = Expected(school.figures["roll"].value * rate.of_pupils, rate)
    return replace(school, phase=phase, expected=expected, kilometres=urn % 9, last_year=last_year)


def by_calculator(why: dict) -> int | None:
    """The sessions from what is printed of one school; None where a tie is told instead."""
    shown = working_of(why)
    for line in shown.lines:
        assert shows(typed(f"{line.value} × {line.weight}"), line.product)
    assert sum(typed(line.product) for line in shown.lines) == typed(shown.summed)
    if shown.counted:
        assert shows(typed(f"{shown.summed} × {shown.counted}"), shown.need)
    else:
        assert shown.need == shown.summed
    assert shows(typed(f"{shown.need} ÷ {shown.need_total} × {why['rest']}"), shown.share)
    if shown.is_tied:
        return None
    result = typed(f"{shown.need} ÷ {shown.divisor}")
    assert shows(result, shown.quotient)
    if why["method"] == "largest_remainder":
        printed = typed(shown.quotient)
        has_one_more = bool(shown.cut_off) and printed % 1 >= typed(shown.cut_off)
        whole = floor(printed) + has_one_more
    else:
        whole = ROUNDINGS[why["method"]].whole(result)
    assert whole == shown.rounded
    if not shown.is_held:
        return why["base"] + whole
    return why["least"] if whole + why["base"] < why["least"] else why["most"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("observed", ["1", "1/2", "0"])
@pytest.mark.parametrize("counted", ["1", "1/2", "1/3"])
def test_floors_caps_and_last_year_are_checked_by_calculator(method, observed, counted):
    schools = [
        limited(n, "primary" if n % 4 else "special", n % 7 * 2 if n % 5 else None)
        for n in range(1, 60)
    ]
    laid_down = Terms(
        1,
        {"roll": Fraction(1, 97), "sen-support": Fraction(1), "kilometres-to-nearest": HALF},
        method=method,
        floor_sessions=3,
        cap_sessions=11,
        observed=Fraction(observed),
        counted={"special": Fraction(counted)},
        most_loss=Fraction(1, 4),
        most_gain=Fraction(3),
    )
    sharing = share_sessions(schools, laid_down, 330)
    told = explanations(sharing)
    found = [by_calculator(why) for why in told]
    assert [one for one in found if one is not None] == [
        why["sessions"] for one, why in zip(found, told, strict=True) if one is not None
    ]
    assert sum(one is None for one in found) <= 4
    assert {working_of(why).is_held for why in told} == {True, False}


def test_a_floor_that_lifts_is_told_on_the_page(granted):
    schools = [facts(1, sen_support=1), facts(2, sen_support=40)]
    lifted = replace(terms(base=0, sen_support="1"), floor_sessions=3)
    html = granted(explained(schools, lifted, 20))
    assert "up to the least that you are promised" in html
    assert "<strong>Rounding did not decide this.</strong>" in html
    assert "at least 3 sessions" in html
    assert tables_of(html)["hearing-whole"][-2:] == [
        ["The result rounded to the nearest whole number", "0"],
        ["Sessions for need: held at the least, 3 − 0", "3"],
    ]


def test_largest_remainder_shows_its_cut_off(granted):
    schools = [facts(1, sen_support=16), facts(2, sen_support=9), facts(3, sen_support=5)]
    html = granted(explained(schools, terms("largest_remainder", 0, sen_support="1"), 10))
    assert "down to the cut-off" in html
    assert "held" not in tables_of(html)["hearing-whole"][-1][0]
    assert tables_of(html)["hearing-whole"][-1][1] == "5"


def test_expected_need_and_a_part_that_counts_are_typed_as_printed(granted):
    schools = [limited(1, "special"), limited(2)]
    laid_down = Terms(0, {"sen-support": Fraction(1)}, observed=HALF, counted={"special": HALF})
    html = granted(explained(schools, laid_down, 9))
    rows = tables_of(html)["hearing-need"]
    assert rows[2][0].startswith("Learners at SEN support, expected")
    assert rows[2][1] == "77 × 1,234 ÷ 9,876 × 0.5"
    assert rows[3][0] == "The sum of these, of which a part counts for schools of this phase"
    assert shows(typed(rows[3][1]), rows[4][1])
