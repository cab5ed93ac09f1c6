"""The form every door's forms begin from."""

from typing import Any, ClassVar

from django import forms

from evenreach.web.forms.rendering import GovukRenderer
from evenreach.web.forms.sentences import default_sentences


class Form(forms.Form):
    """Renders as GOV.UK markup and refuses in sentences.

    `page_heading` names the field whose label is the page's only h1 (one thing per page).
    `label_size` is the GOV.UK size of the other labels: s, m, l or empty for plain text.
    Messages the author gives in a field's `error_messages` win over the default sentences.
    """

    default_renderer = GovukRenderer
    use_required_attribute = False
    page_heading: ClassVar[str] = ""
    label_size: ClassVar[str] = "s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self._say_sentences(name)

    def _say_sentences(self, name: str) -> None:
        field = self.fields[name]
        plain = _unwritten_messages(field)
        for code, sentence in default_sentences(field, str(self[name].label)).items():
            if plain.get(code) == field.error_messages.get(code):
                field.error_messages[code] = sentence


def _unwritten_messages(field: forms.Field) -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        messages.update(getattr(kind, "default_error_messages", {}))
    return messages
