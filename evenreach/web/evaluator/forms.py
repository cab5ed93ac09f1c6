from collections.abc import Sequence
from typing import Any

from django.forms import ChoiceField

from evenreach.web.forms import Form
from evenreach.web.templatetags.schools import phase_in_words


class PhaseFilter(Form):
    """Narrows a list of schools; nothing chosen means all."""

    phase = ChoiceField(label="Phase", required=False)

    def __init__(self, *args: Any, phases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(phase, phase_in_words(phase)) for phase in phases if phase]
        self.fields["phase"].choices = [("", "All phases"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        """The phase to show; empty for all, and for one that no school has."""
        return str(self.cleaned_data.get("phase", "")) if self.is_valid() else ""
