"""What a published page says to programs that read it."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
AS_TEXT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""So that no word of an offer ends the block that it stands in."""


class Block(str):
    """Text of a script element: its escapes are JSON's own, not HTML's."""

    def __html__(self) -> str:
        return self


@register.simple_tag
def linked_data(document: dict[str, Any]) -> SafeString:
    """Linked data as a block that no browser runs."""
    told = json.dumps(document, ensure_ascii=False).translate(AS_TEXT)
    return format_html('<script type="application/ld+json">{}</script>', Block(told))
