from typing import Any

from django.forms import BooleanField, Textarea

from evenreach.flow.records.offline import BOTH, MINE, THEIRS, TextsDiffer
from evenreach.flow.records.writing import Seen
from evenreach.web.specialist.record_form import ASSESSMENTS, LONGEST, RecordForm
from evenreach.web.words import AREAS

CHOSEN: dict[str, dict[str, str]] = {
    "need_area": dict(AREAS),
    "further_assessment": {str(value): words for value, words in ASSESSMENTS.items()},
}
CHOICES = (MINE, THEIRS, BOTH)


class NoteForm(RecordForm):
    """A record's words as they are written without signal; any of them may be missing."""

    was_made = BooleanField(
        label="I made this visit",
        help_text="The visit is then recorded as made, and its session counts as used.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, said=None, is_draft=True, **kwargs)

    @property
    def seen(self) -> Seen:
        given = self.cleaned_data
        return Seen(**{name: given[name] for name in Seen.__dataclass_fields__})

    @property
    def chosen(self) -> dict[str, str]:
        """Which text to keep, for each part that was compared."""
        found = {name: self.data.get(f"keep-{name}", "") for name in self.fields}
        return {name: which for name, which in found.items() if which in CHOICES}

    def compared(self, refusal: TextsDiffer) -> dict[str, Any]:
        """Both texts of each part, in the words of the form."""
        parts = [self._both(name, refusal) for name in refusal.differing]
        return {"edition": refusal.record.edition, "parts": parts}

    def _both(self, name: str, refusal: TextsDiffer) -> dict[str, Any]:
        field = self.fields[name]
        mine, theirs = self.cleaned_data[name], getattr(refusal.record, name)
        words = CHOSEN.get(name, {})
        return {
            "name": name,
            "label": str(field.label),
            "mine": words.get(mine, mine),
            "theirs": words.get(theirs, theirs),
            "may_be_both": isinstance(field.widget, Textarea) and len(mine) + len(theirs) < LONGEST,
        }
