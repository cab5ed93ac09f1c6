"""What a form says when an answer is missing or wrong: a sentence that says how to mend it."""

from django import forms

from evenreach.web.forms.dates import DateField

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField)


def default_sentences(field: forms.Field, label: str) -> dict[str, str]:
    """Messages by code for whatever the field's author has not written.

    A label that is a question gives `Answer the question`; better is to write `required` oneself.
    """
    return {
        "required": _required(field, label),
        "invalid": _invalid(field, label),
        "invalid_choice": f"Choose one of the answers listed under “{label}”",
        "max_length": f"{_subject(label)} must be %(limit_value)d characters or fewer",
        "min_length": f"{_subject(label)} must be %(limit_value)d characters or more",
        "max_value": f"{_subject(label)} must be %(limit_value)s or less",
        "min_value": f"{_subject(label)} must be %(limit_value)s or more",
        "max_decimal_places": f"{_subject(label)} must have at most %(max)s decimal places",
        "empty": "The selected file is empty",
    }


def _required(field: forms.Field, label: str) -> str:
    if isinstance(field, DateField) and f"{field.subject}?" != label:
        return f"Enter the {_lowered(field.subject).removeprefix('the ')}"
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    if isinstance(field, CHOSEN):
        return f"Select {_lowered(label)}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box: {_lowered(label)}"
    if isinstance(field, forms.FileField):
        return f"Select a file: {_lowered(label)}"
    return f"Enter {_lowered(label)}"


def _invalid(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.EmailField):
        return "Enter an email address in the correct format, like name@example.com"
    if isinstance(field, forms.DecimalField | forms.FloatField):
        return f"{_subject(label)} must be a number"
    if isinstance(field, forms.IntegerField):
        return f"{_subject(label)} must be a whole number, like 12"
    return f"{_subject(label)} is not in the form expected"


def _subject(label: str) -> str:
    return f"The answer to “{label}”" if label.endswith("?") else label


def _lowered(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
