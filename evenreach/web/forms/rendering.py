"""How a form becomes GOV.UK markup: the renderer, and a bound field that knows its own parts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from evenreach.web.forms.widgets import DATE_PARTS, DateInput

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (DateInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
)
BASE_CLASSES = {"select": "govuk-select", "file": "govuk-file-upload", "textarea": "govuk-textarea"}
WITH_SHOW_BUTTON = "govuk-password-input__input govuk-js-password-input-input"
UNWANTED = ("placeholder", "maxlength", "minlength", "min", "max", "step", "cols", "required")
"""Attributes that make a browser cut an answer short, or refuse it in words of its own."""


@dataclass(frozen=True)
class Option:
    """One radio or checkbox."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool


@dataclass(frozen=True)
class Part:
    """One input of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


class GovukBoundField(BoundField):
    """Everything the templates below forms/ ask of a field."""

    @cached_property
    def kind(self) -> str:
        widget = self.field.widget
        return next((kind for known, kind in KINDS if isinstance(widget, known)), "input")

    @property
    def layout(self) -> str:
        return f"forms/{self.kind}.html"

    @property
    def is_page_heading(self) -> bool:
        return self.name == getattr(self.form, "page_heading", "")

    @property
    def label_size(self) -> str:
        return "l" if self.is_page_heading else getattr(self.form, "label_size", "s")

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def info_id(self) -> str:
        return f"{self.auto_id}-info"

    @property
    def character_limit(self) -> int | None:
        """What a text area counts down to: the field's max_length."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def aria_describedby(self) -> str:
        described = [
            (self.character_limit, self.info_id),
            (self.help_text, self.hint_id),
            (self.errors, self.error_id),
        ]
        return " ".join(name for needed, name in described if needed)

    @property
    def first_id(self) -> str:
        """Where the error summary's link leads: the input to mend."""
        wrong = [part.id for part in self.parts if part.wrong]
        return wrong[0] if wrong else self.auto_id

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("aria-invalid", None)
        base = BASE_CLASSES.get(self.kind, "govuk-input")
        given = (widget or self.field.widget).attrs.get("class", "")
        error = f"{base}--error" if self.errors else ""
        return {**attrs, "class": " ".join(filter(None, (base, self._hooks(), given, error)))}

    def _hooks(self) -> str:
        if self.kind == "password":
            return WITH_SHOW_BUTTON
        return "govuk-js-character-count" if self.character_limit else ""

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """Django's own context of the widget, filled with what was typed."""
        attrs = self.build_widget_attrs({"id": self.auto_id})
        context = self.field.widget.get_context(self.html_name, self.value(), attrs)
        drawn: dict[str, Any] = context["widget"]
        return drawn

    @property
    def attributes(self) -> dict[str, Any]:
        """The input's attributes, in GOV.UK's order."""
        drawn = self.drawn
        kept = {name: value for name, value in drawn["attrs"].items() if name not in UNWANTED}
        described = {"aria-describedby": self.aria_describedby} if self.aria_describedby else {}
        first = {"class": kept.pop("class", ""), "id": kept.pop("id", ""), "name": self.html_name}
        return {**first, **self._typed(), **kept, **described}

    def _typed(self) -> dict[str, str]:
        if self.kind not in ("input", "password"):
            return {}
        drawn = self.drawn
        value = {} if drawn["value"] in (None, "") else {"value": drawn["value"]}
        if drawn["type"] == "number":
            whole = isinstance(self.field, forms.IntegerField) and not isinstance(
                self.field, forms.DecimalField | forms.FloatField
            )
            return {"type": "text", "inputmode": "numeric" if whole else "decimal", **value}
        spelling = {"spellcheck": "false"} if drawn["type"] in ("email", "password") else {}
        return {"type": drawn["type"], **spelling, **value}

    @cached_property
    def options(self) -> tuple[Option, ...]:
        hints = getattr(self.field.widget, "hints", {})
        choices = [choice for _, group, _ in self.drawn["optgroups"] for choice in group]
        return tuple(
            Option(
                id=self.auto_id if number == 1 else f"{self.auto_id}-{number}",
                value=str(choice["value"]),
                label=str(choice["label"]),
                hint=hints.get(str(choice["value"]), ""),
                checked=choice["selected"],
            )
            for number, choice in enumerate(choices, start=1)
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        if self.kind != "date":
            return ()
        wrong = self._wrong_parts()
        return tuple(
            Part(
                id=f"{self.auto_id}-{name}",
                name=drawn["name"],
                label=name.capitalize(),
                value=drawn["value"] or "",
                width=4 if name == "year" else 2,
                wrong=name in wrong,
            )
            for name, drawn in zip(DATE_PARTS, self.drawn["subwidgets"], strict=True)
        )

    def _wrong_parts(self) -> set[str]:
        wrong: set[str] = set()
        for error in self.errors.as_data():
            wrong.update((error.params or {}).get("parts", DATE_PARTS))
        return wrong


class GovukRenderer(TemplatesSetting):
    """Set as FORM_RENDERER, it also draws the forms of other apps as GOV.UK markup."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukBoundField
