from typing import Any

from django.forms import CharField, Field, Textarea, TypedChoiceField

from evenreach.flow.feedback.definitions import (
    Question,
    ScaleQuestion,
    SurveyDefinition,
    TextQuestion,
)
from evenreach.web.forms import Form, Radios


class AnswerForm(Form):
    """The questions of a survey: scales are always answered, words never need be."""

    label_size = "m"

    def __init__(self, *args: Any, survey: SurveyDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in survey.questions:
            self.fields[question.key] = _field(question)
            self._say_sentences(question.key)
        self._survey = survey

    @property
    def ratings(self) -> dict[str, int]:
        return self._answers(ScaleQuestion)

    @property
    def words(self) -> dict[str, str]:
        return self._answers(TextQuestion)

    def _answers(self, kind: type) -> dict[str, Any]:
        keys = [question.key for question in self._survey.questions if isinstance(question, kind)]
        return {key: self.cleaned_data[key] for key in keys}


def _field(question: Question) -> Field:
    if isinstance(question, ScaleQuestion):
        return TypedChoiceField(
            label=question.text,
            coerce=int,
            choices=question.choices,
            widget=Radios,
            error_messages={"required": f"Choose one of the five answers to: {question.text}"},
        )
    return CharField(
        label=f"{question.text} (optional)",
        help_text=question.hint,
        max_length=question.longest,
        required=False,
        widget=Textarea(attrs={"rows": 6}),
    )
