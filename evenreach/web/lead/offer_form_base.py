"""What every form that writes a part of a service has: what it saw, and where its faults go."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.forms import CharField, HiddenInput

from evenreach.flow.offer.drafting import digest_of
from evenreach.flow.offer.refusals import Unsound
from evenreach.flow.register.definition_files import Place
from evenreach.web.forms import Form

Kept = Mapping[str, Any]


class PartForm(Form):
    """A form of one part. `seen` is the digest of the part as it was when the form was opened.

    `FIELDS` names the field of a place whose last steps are not a field's own name.
    """

    seen = CharField(widget=HiddenInput(), required=False)
    FIELDS: ClassVar[Mapping[Place, str]] = {}

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        """The fields' values from what is kept: by their own names, unless a form says more."""
        return {name: kept.get(name) for name in cls.base_fields}

    @classmethod
    def opened(cls, typed: Any, kept: Kept, seen: object, **more: Any) -> Self:
        """The form as it is first shown, or with what was typed."""
        initial = {**cls.first_values(kept), "seen": digest_of(seen) if seen else ""}
        return cls(typed or None, initial=initial, **more)

    def values(self) -> dict[str, Any]:
        """What the form's answers are in a definition."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def show_faults(self, unsound: Unsound, *, within: Sequence[int | str] = ()) -> None:
        """Put each fault beside the field that it is about; `within` is the part's own place."""
        for place, said in unsound.faults:
            inner = place[len(within) :] if place[: len(within)] == tuple(within) else place
            self.add_error(self._field(inner), f"{said[:1].upper()}{said[1:]}")

    def _field(self, place: Place) -> str | None:
        for length in range(len(place), 0, -1):
            name = self.FIELDS.get(place[:length]) or str(place[length - 1])
            if name in self.fields:
                return name
        return None
