"""Finding a school: as it is typed, near a place, narrowed, on a map; and always as fast."""

from collections.abc import Callable
from math import hypot

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django import Settings

from evenreach.flow.journal.scope import acting_for
from evenreach.flow.people.models import Authority
from evenreach.flow.register.finding import (
    PROPOSED_TO_CLOSE,
    Narrowing,
    PlaceNotKnown,
    Spot,
    Square,
    by_distance,
    nearest_schools,
    schools_found,
    spot_of,
    squares_of,
)
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn, schools_on_register
from evenreach.web.map_frame import WIDTH, Frame
from evenreach.web.outlines import load_outline
from evenreach.web.public.words import METRES_IN_A_MILE, miles

ACOMB = 122170
ACOMB_POSTCODE = "NE46 4PL"
FIRST_INVENTED_URN = 900_000
WHOLE_COUNTRY = 25_085
Browser = Callable[..., Client]


@pytest.fixture
def anyone(northumberland: Authority, browser_of: Browser) -> Client:
    return browser_of()


def invented(authority: Authority, *, first: int, count: int) -> list[School]:
    """Schools that do not exist, 500 metres apart in rows of 200."""
    return [
        School(
            authority=authority,
            urn=FIRST_INVENTED_URN + nth,
            name=f"Invented School {nth:05}",
            phase="primary",
            establishment_type="Community school",
            status="Open",
            is_open=True,
            is_state_funded=True,
            postcode=f"ZZ{nth // 1000} {nth % 10}AA",
            easting=300_000 + nth % 200 * 500,
            northing=200_000 + nth // 200 * 500,
        )
        for nth in range(first, first + count)
    ]


def page(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def urns(authority: Authority, narrowing: Narrowing) -> list[int]:
    return [school.urn for school in schools_found(authority.pk, narrowing)]


class TestAsItIsTyped:
    @pytest.mark.parametrize(
        "name", ["St. Invented's C-of-E School", "St Invented’s C of E School"]
    )
    @pytest.mark.parametrize("typed", ["st inventeds", "st. invented's c of e", "ST-INVENTED’S"])
    def test_apostrophes_stops_and_hyphens_do_not_matter(
        self, northumberland: Authority, name: str, typed: str
    ) -> None:
        (school,) = invented(northumberland, first=0, count=1)
        school.name = name
        school.save()
        assert urns(northumberland, Narrowing(typed=typed)) == [FIRST_INVENTED_URN]

    def test_a_stop_alone_finds_nothing(self, northumberland: Authority) -> None:
        assert urns(northumberland, Narrowing(typed=".")) == []

    def test_a_postcode_without_a_school_leads_to_the_schools_near_it(self, anyone: Client) -> None:
        html = page(anyone, "/schools/", q="NE46 4ZZ")
        assert "No open school has this postcode" in html
        assert 'href="?near=NE46+4ZZ"' in html


class TestNarrowing:
    def test_each_filter_leaves_exactly_its_schools(self, northumberland: Authority) -> None:
        every = list(schools_on_register(northumberland.pk))
        kept = {
            Narrowing(phase="special"): [s.urn for s in every if s.phase == "special"],
            Narrowing(phase=""): [s.urn for s in every if s.phase == ""],
            Narrowing(establishment_type="Academy converter"): [
                s.urn for s in every if s.establishment_type == "Academy converter"
            ],
            Narrowing(funding="yes"): [s.urn for s in every if s.is_state_funded is True],
            Narrowing(funding="no"): [s.urn for s in every if s.is_state_funded is False],
            Narrowing(funding="unknown"): [s.urn for s in every if s.is_state_funded is None],
            Narrowing(proposed_to_close=True): [
                s.urn for s in every if s.status == PROPOSED_TO_CLOSE
            ],
        }
        assert {asked: urns(northumberland, asked) for asked in kept} == kept
        assert all(kept[asked] for asked in kept if asked.phase != "")

    def test_a_filter_is_a_link_that_takes_only_itself_away(self, anyone: Client) -> None:
        html = page(anyone, "/schools/", q="school", phase="special", funding="yes")
        assert '<a class="app-chips__chip" href="?q=school&amp;funding=yes">' in html
        assert '<a class="app-chips__chip" href="?q=school&amp;phase=special">' in html
        assert "Phase: Special" in html and "State-funded: Yes" in html

    def test_nothing_left_says_what_to_do(self, anyone: Client) -> None:
        html = page(anyone, "/schools/", q="acomb", phase="secondary")
        assert "No open school was found" in html and "Take filters away" in html

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"phase": "wizardry"}, '<a href="#id_phase">Choose from the list: Phase</a>'),
            ({"within": "4000"}, '<a href="#id_within">Choose from the list: Within</a>'),
            ({"within": "5"}, '<a href="#id_near">Enter the postcode or the school'),
            ({"near": "SW1A 1AA"}, "no school is in SW1A 1. Enter the postcode of a school"),
            ({"near": "hogwarts"}, "“hogwarts” is not the postcode, the name or the URN"),
            ({"near": "school"}, "“school” fits more than one school"),
            ({"near": "9" * 40}, "is not the postcode, the name or the URN"),
        ],
    )
    @pytest.mark.parametrize("address", ["/schools/", "/schools/map/"])
    def test_a_bad_filter_is_refused_in_a_summary_and_kept(
        self, anyone: Client, address: str, asked: dict[str, str], said: str
    ) -> None:
        html = page(anyone, address, **asked)
        assert "There is a problem" in html and said in html
        assert 'id="results"' not in html and "<details" in html and " open>" in html


class TestNearAPlace:
    def test_the_schools_of_a_postcode_say_where_it_is(self, northumberland: Authority) -> None:
        acomb = school_by_urn(northumberland.pk, ACOMB)
        there = Spot(acomb.easting, acomb.northing, "postcode", ACOMB_POSTCODE)
        assert spot_of(northumberland.pk, "ne464pl") == there

    def test_else_the_middle_of_its_sector(self, northumberland: Authority) -> None:
        schools = School.objects.of(northumberland.pk).filter(postcode__startswith="NE46 4")
        places = [(s.easting, s.northing) for s in schools if s.easting is not None]
        middle = [round(sum(part) / len(places)) for part in zip(*places, strict=True)]
        assert spot_of(northumberland.pk, "NE46 4ZZ") == Spot(*middle, "postcode sector", "NE46 4")

    def test_a_longer_district_is_not_taken_for_a_shorter_one(
        self, northumberland: Authority
    ) -> None:
        """NE4 6 is not NE46: both begin with NE46 when written without the space."""
        with pytest.raises(PlaceNotKnown, match="no school is in NE4 6"):
            spot_of(northumberland.pk, "NE4 6PL")

    @pytest.mark.parametrize("said", ["122170", "acomb first"])
    def test_or_a_school_itself(self, northumberland: Authority, said: str) -> None:
        acomb = school_by_urn(northumberland.pk, ACOMB)
        there = Spot(acomb.easting, acomb.northing, "school", "Acomb First School")
        assert spot_of(northumberland.pk, said) == there

    def test_within_three_miles_is_what_pythagoras_says(self, northumberland: Authority) -> None:
        spot, most = spot_of(northumberland.pk, ACOMB_POSTCODE), 3 * METRES_IN_A_MILE
        far = {
            s.urn: hypot(s.easting - spot.easting, s.northing - spot.northing)
            for s in schools_on_register(northumberland.pk)
            if s.easting is not None
        }
        expected = sorted((m, urn) for urn, m in far.items() if m <= most)
        found = by_distance(
            schools_found(northumberland.pk, Narrowing(around=spot, within_metres=most))
        )
        assert [school.urn for school in found] == [urn for _, urn in expected]
        assert [school.distance for school in found] == pytest.approx([m for m, _ in expected])
        assert len(expected) > 3

    def test_the_page_says_from_where_and_sorts_both_ways(self, anyone: Client) -> None:
        html = page(anyone, "/schools/", near="ne46 4zz")
        assert "from the middle of the schools in NE46 4." in html
        assert "the nearest first" in html
        assert 'href="?near=ne46+4zz&amp;sort=name">Sort by name</a>' in html
        by_name = anyone.get("/schools/", {"near": "ne46 4zz", "sort": "name"})
        names = [listed.school.name for listed in by_name.context["schools"]]
        assert names == sorted(names)
        assert b">Sort by distance</a>" in by_name.content

    def test_a_school_whose_place_is_not_known_comes_last(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        School.objects.of(northumberland.pk).filter(urn=122171).update(easting=None, northing=None)
        html = page(anyone, "/schools/", near=str(ACOMB), page="99")
        assert html.index("Distance not known") > html.rindex(" miles</strong>")

    @pytest.mark.parametrize(
        ("metres", "said"),
        [
            (0, "less than 0.1 miles"),
            (700, "0.4 miles"),
            (1609.344, "1.0 mile"),
            (15_900, "9.9 miles"),
            (16_093.44, "10 miles"),
        ],
    )
    def test_miles(self, metres: float, said: str) -> None:
        assert miles(metres) == said


class TestTheMap:
    def test_every_school_with_a_place_is_a_link_on_it(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        html = page(anyone, "/schools/map/")
        placed = schools_on_register(northumberland.pk).exclude(easting=None)
        linked = {f'<a href="/schools/{school.urn}/" tabindex="-1" ' for school in placed}
        assert {link for link in linked if link not in html} == set()
        assert html.count('tabindex="-1"') == len(linked)
        assert "Contains OS data © Crown copyright" in html
        assert " style=" not in html

    def test_it_leads_to_the_same_schools_in_a_list(self, anyone: Client) -> None:
        html = page(anyone, "/schools/map/", phase="special", q="")
        assert 'href="/schools/?phase=special">in a list</a>' in html
        assert 'href="/schools/map/?phase=special">' in page(anyone, "/schools/", phase="special")

    def test_it_says_how_many_have_no_place(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        School.objects.of(northumberland.pk).filter(urn=ACOMB).update(easting=None, northing=None)
        assert "1 of them is not on the map" in page(anyone, "/schools/map/", q="first")
        alone = page(anyone, "/schools/map/", q=str(ACOMB))
        assert "The register does not say where these schools are" in alone

    def test_a_kilometre_is_as_long_both_ways(self) -> None:
        frame = Frame.around([(400_000, 500_000), (410_000, 530_000)])
        assert frame is not None
        left, top = frame.point(400_000, 530_000)
        right, bottom = frame.point(401_000, 529_000)
        assert right - left == pytest.approx(bottom - top, abs=0.1)
        assert 0 < left < right < WIDTH and 0 < top < bottom < frame.height

    def test_many_schools_are_counted_in_squares(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        with acting_for(elsewhere.pk):
            School.objects.bulk_create(invented(elsewhere, first=0, count=600))
            found = schools_found(elsewhere.pk, Narrowing())
            squares = squares_of(found, metres=50_000)
        assert squares == [Square(6, 4, 300), Square(7, 4, 300)]
        html = page(browser_of(host=elsewhere.host), "/schools/map/")
        assert "counted in squares of 5 kilometres" in html
        assert "600 schools" in html
        assert html.count('class="app-map__cell ') == 20
        assert html.count("<title>30 schools</title>") == 20

    def test_an_empty_register_says_how_schools_come_onto_it(
        self, elsewhere: Authority, browser_of: Browser, settings: Settings
    ) -> None:
        settings.ALLOWED_HOSTS = [elsewhere.host]
        html = page(browser_of(host=elsewhere.host), "/schools/map/")
        assert "No schools are on the register yet" in html

    def test_every_outline_is_read_and_is_inside_great_britain(self) -> None:
        paths = sorted((django_settings.DEFINITIONS / "places").glob("*.json"))
        assert [path.stem for path in paths] == ["929"]
        for path in paths:
            outline = load_outline(path)
            assert outline.authority == path.stem
            assert "Open Government Licence v3.0" in outline.licence and outline.source
            for ring in outline.rings:
                assert ring[0] == ring[-1]
                assert all(0 < east < 660_000 and 0 < north < 1_230_000 for east, north in ring)
            assert path.stat().st_size < 15_000


class TestASchoolsPlace:
    def test_its_five_nearest_with_their_distance(
        self, northumberland: Authority, anyone: Client
    ) -> None:
        acomb = school_by_urn(northumberland.pk, ACOMB)
        nearest = list(nearest_schools(northumberland.pk, acomb, count=5))
        assert len(nearest) == 5 and acomb not in nearest
        html = page(anyone, f"/schools/{ACOMB}/")
        told = [
            f'{escape(s.name)}</a> <strong class="app-distance">{miles(s.distance)}'
            for s in nearest
        ]
        places = [html.index(words) for words in told]
        assert places == sorted(places)
        assert f'href="/schools/?near={ACOMB}"' in html

    def test_leads_to_the_national_register_and_says_when_ours_was_loaded(
        self, anyone: Client
    ) -> None:
        html = page(anyone, f"/schools/{ACOMB}/")
        assert (
            "https://get-information-schools.service.gov.uk/Establishments/Establishment/"
            f"Details/{ACOMB}"
        ) in html
        assert "as it was loaded on 1 July 2025" in html

    def test_shows_its_roll_by_academic_year(self, anyone: Client) -> None:
        html = page(anyone, f"/schools/{ACOMB}/")
        assert '<th scope="row" class="govuk-table__header">2022/23</th>' in html

    def test_without_a_place_it_says_so(self, northumberland: Authority, anyone: Client) -> None:
        School.objects.of(northumberland.pk).filter(urn=ACOMB).update(easting=None, northing=None)
        assert "does not say where this school is" in page(anyone, f"/schools/{ACOMB}/")


def test_every_page_asks_the_same_of_178_schools_and_of_the_whole_country(
    elsewhere: Authority, browser_of: Browser, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = [elsewhere.host]
    visitor = browser_of(host=elsewhere.host)
    addresses = [
        "/schools/",
        "/schools/?q=invented+00001",
        "/schools/?near=ZZ0+1AA&within=10&phase=primary&funding=yes",
        "/schools/map/",
        "/schools/map/?near=900001",
        f"/schools/{FIRST_INVENTED_URN}/",
    ]

    def asked() -> dict[str, int]:
        counts = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(address).status_code == 200
            counts[address] = len(queries)
        return counts

    with acting_for(elsewhere.pk):
        School.objects.bulk_create(invented(elsewhere, first=0, count=178))
    few = asked()
    with acting_for(elsewhere.pk):
        School.objects.bulk_create(
            invented(elsewhere, first=178, count=WHOLE_COUNTRY - 178), batch_size=5_000
        )
    assert asked() == few
