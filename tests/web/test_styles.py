"""The stylesheet served is what its sources compile to, and carries nothing of GOV.UK's brand."""

import json
import re

import pytest

from tools import compile_css

SHIPPED = sorted(path for path in compile_css.STATIC.rglob("*") if path.is_file())


def test_neither_sources_nor_outputs_were_edited_by_hand() -> None:
    recorded = json.loads(compile_css.RECORD.read_text())
    outputs = {
        name: compile_css.digest((compile_css.STATIC / name).read_bytes())
        for name in (compile_css.STYLESHEET, compile_css.SCRIPT)
    }
    assert recorded["govuk-frontend"] == compile_css.VERSION
    assert recorded["inputs"] == compile_css.inputs(), "run: make css"
    assert recorded["outputs"] == outputs, "run: make css"


@pytest.mark.skipif(
    not compile_css.archive().is_file(),
    reason="needs the package that `make css` fetches into build/; the hashes are checked above",
)
def test_compiling_again_gives_the_same_bytes() -> None:
    assert compile_css.differences() == []


def test_nothing_of_the_governments_own_brand_is_shipped() -> None:
    stylesheet = (compile_css.STATIC / compile_css.STYLESHEET).read_text()
    assert not compile_css.FORBIDDEN.search(stylesheet)
    assert not re.search("crown|crest", stylesheet)
    assert not [path.name for path in SHIPPED if path.suffix in (".woff", ".woff2")]


def test_the_licence_lies_beside_what_it_covers() -> None:
    licence = (compile_css.STATIC / "licence-govuk-frontend.txt").read_text()
    assert "Permission is hereby granted, free of charge" in licence


def test_no_shipped_file_points_at_a_source_map() -> None:
    assert not [path.name for path in SHIPPED if b"sourceMappingURL" in path.read_bytes()]
