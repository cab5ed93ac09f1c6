"""Morag chooses one colour and a logo; what cannot be read, or is no picture, is refused."""

import struct
import zlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from evenreach.flow.journal.models import Line
from evenreach.flow.people.actions import NotTheirs
from evenreach.flow.people.branding import BrandChoice, choose_brand
from evenreach.flow.people.colours import IllegibleColour, contrast_with_white
from evenreach.flow.people.logos import BEGINS, UnfitLogo, clean_logo
from evenreach.flow.people.models import Authority
from tests.web.test_reader_tools import words_of

PAGE = "/service/brand/"


def part(kind: bytes, matter: bytes = b"") -> bytes:
    checksum = zlib.crc32(kind + matter)
    return struct.pack(">I", len(matter)) + kind + matter + struct.pack(">I", checksum)


def png(width: int = 4, height: int = 3, *more: bytes, rows: int | None = None) -> bytes:
    """A grey picture, one byte to a pixel, with further parts before its pixels."""
    about = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = (b"\0" + b"\x80" * width) * (height if rows is None else rows)
    last = part(b"IDAT", zlib.compress(pixels)) + part(b"IEND")
    return BEGINS + part(b"IHDR", about) + b"".join(more) + last


@pytest.fixture
def morag(people, browser_of) -> Client:
    return browser_of(people.morag)


def choose(client: Client, colour: str = "#123456", picture: bytes | None = None, **more: str):
    typed: dict[str, object] = {"colour": colour, "form_key": uuid4().hex, **more}
    if picture is not None:
        typed["picture"] = SimpleUploadedFile("logo.png", picture, "image/png")
    return client.post(PAGE, typed)


def brand_of(authority: Authority) -> tuple[str, str]:
    authority.refresh_from_db()
    return authority.colour, authority.logo


def test_every_page_has_the_colour_and_the_logo(morag, browser_of, northumberland):
    assert choose(morag, " #5A1D4B ", png()).status_code == 302
    colour, logo = brand_of(northumberland)
    assert colour == "#5a1d4b"
    anyone = browser_of()
    assert anyone.get("/brand.css").content == b":root{--brand:#5a1d4b}\n"
    page = anyone.get("/offer/").content.decode()
    assert f'<img class="app-header__logo" src="/{logo}" alt="">' in page
    served = anyone.get(f"/{logo}")
    assert (served.content, served["Content-Type"]) == (png(), "image/png")
    assert '<meta name="theme-color" content="#5a1d4b">' in page
    preview = morag.get(PAGE).content.decode()
    assert f'src="/{logo}" alt="{northumberland.name}"' in preview
    line = Line.objects.of(northumberland.pk).get(verb="brand chosen: #5a1d4b")
    assert line.actor_name == "Morag Telfer"


def test_a_logo_stays_until_it_is_taken_away(morag, northumberland):
    choose(morag, "#123456", png())
    _, logo = brand_of(northumberland)
    choose(morag, "#654321")
    assert brand_of(northumberland) == ("#654321", logo)
    choose(morag, "#654321", without_logo="on")
    assert brand_of(northumberland) == ("#654321", "")


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("", "Enter a colour, such as #0b3c49"),
        ("teal", "is not a # and six hexadecimal digits. Write it like #0b3c49"),
        ("#ffdd00", "has a contrast of 1.35, and 4.5 is the least that people can read"),
        ("#777777", "has a contrast of 4.48, and 4.5 is the least"),
    ],
)
def test_a_colour_that_carries_no_white_text_is_refused(morag, northumberland, colour, said):
    before = brand_of(northumberland)
    assert said in words_of(choose(morag, colour).content.decode())
    assert brand_of(northumberland) == before


def test_notes_in_a_picture_are_not_served(morag):
    noted = png(4, 3, part(b"tEXt", b"Author\0Somebody"), part(b"eXIf", b"MM\0*where"))
    assert b"Somebody" in noted
    assert clean_logo(noted) == png()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must be a PNG picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "must be a PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "must be a PNG picture"),
        (png()[:-9], "cut off or damaged"),
        (png().replace(b"IDAT", b"IDAX"), "cut off or damaged"),
        (png(4, 3, rows=2), "cut off or damaged"),
        (png(4, 3, rows=4), "cut off or damaged"),
        (BEGINS, "cut off or damaged"),
        (BEGINS + part(b"IEND"), "cut off or damaged"),
        (png(1601, 3), "is 1601 by 3 pixels"),
        (png(4, 401), "is 4 by 401 pixels"),
        (png() + bytes(100_000), "and 100,000 is the most"),
    ],
)
def test_what_is_no_fit_picture_is_refused_in_words(morag, northumberland, content, said):
    with pytest.raises(UnfitLogo, match=said):
        clean_logo(content)
    before = brand_of(northumberland)
    assert said in words_of(choose(morag, picture=content).content.decode())
    assert brand_of(northumberland) == before


def test_only_an_authority_lead_chooses(people, eyes, at):
    with pytest.raises(NotTheirs):
        choose_brand(by=eyes(people.jean), at=at, colour="#123456")
    with pytest.raises(IllegibleColour):
        choose_brand(by=eyes(people.morag), at=at, colour="#ffffff")


@pytest.mark.parametrize("colour", ["#ffdd00", "#777777", "#FFF", "red", "#12345G"])
def test_the_database_refuses_what_the_page_refuses(people, at, northumberland, colour):
    with pytest.raises(DatabaseError), transaction.atomic():
        BrandChoice.objects.create(
            authority=northumberland, colour=colour, chosen_at=at, chosen_by="Set-up"
        )


def test_the_database_reckons_contrast_as_the_page_does(northumberland, at):
    for colour in ("#767676", "#0000ff", "#e0004d", "#008060", "#8a4b00"):
        assert contrast_with_white(colour) >= 4.5
        BrandChoice.objects.create(
            authority=northumberland, colour=colour, chosen_at=at, chosen_by="Set-up"
        )
        assert brand_of(northumberland)[0] == colour


def test_a_choice_is_never_changed_and_an_authority_only_by_one(
    people, eyes, at, northumberland, elsewhere
):
    before = brand_of(elsewhere)
    choice = choose_brand(by=eyes(people.morag), at=at, colour="#123456")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        BrandChoice.objects.of(northumberland.pk).filter(pk=choice.pk).update(colour="#000000")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE flow_authority SET colour = '#ffffff'")
    assert brand_of(elsewhere) == before
