"""A question's markup is the Design System's own, and a refusal is a sentence beside its input."""

from datetime import date

import pytest
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from evenreach.web import forms
from evenreach.web.templatetags import evenreach as tags
from tests.web.design_system import same

CHOICES = [("yes", "Yes"), ("no", "No")]


class Plain(forms.Form):
    label_size = ""


def drawn(
    field: django_forms.Field,
    name: str,
    *,
    error: ValidationError | str = "",
    heading: bool = False,
    data: dict[str, object] | None = None,
) -> str:
    """The markup of one field, alone in a form, with `error` said of it."""
    form_class = type("OneQuestion", (Plain,), {name: field})
    form_class.page_heading = name if heading else ""
    form = form_class({**(data or {})} if error or data else None, auto_id="%s")
    if error:
        form._errors = django_forms.utils.ErrorDict()
        form.cleaned_data = {}
        form.add_error(name, error)
    return str(form[name].as_field_group())


def char(label: str, **kwargs: object) -> django_forms.CharField:
    return django_forms.CharField(label=label, required=False, **kwargs)


def test_text_input_with_a_hint() -> None:
    hint = (
        "It’s on your National Insurance card, benefit letter, payslip or P60. "
        "For example, ‘QQ 12 34 56 C’."  # noqa: RUF001
    )
    field = char("National insurance number", help_text=hint)
    same(
        drawn(field, "input-with-hint-text"),
        "input/with hint text",
        test_name_2="input-with-hint-text",
    )


def test_text_input_with_an_error() -> None:
    error = "Enter a National Insurance number in the correct format"
    markup = drawn(char("National Insurance number"), "input-with-error-message", error=error)
    same(markup, "input/with error message", test_name_3="input-with-error-message")


def test_label_as_the_page_heading() -> None:
    markup = drawn(char("National Insurance number"), "input-with-page-heading", heading=True)
    same(markup, "input/with label as page heading", test_name="input-with-page-heading")


def test_prefix_and_suffix() -> None:
    widget = forms.Affixed(prefix="£", suffix="per item")
    markup = drawn(char("Cost per item, in pounds", widget=widget), "input-with-prefix-suffix")
    same(markup, "input/with prefix and suffix", cost="input-with-prefix-suffix")


def test_textarea_with_an_error() -> None:
    label = "Why can’t you provide a National Insurance number?"
    field = char(label, widget=django_forms.Textarea(attrs={"rows": 5}))
    markup = drawn(field, "no-ni-reason", error="You must provide an explanation")
    same(markup, "textarea/with error message")


def test_textarea_that_counts_characters() -> None:
    widget = django_forms.Textarea(attrs={"rows": 5})
    field = char("Can you provide more detail?", max_length=10, widget=widget)
    same(drawn(field, "more-detail"), "character-count/default")
    field.help_text = (
        "Don't include personal or financial information, eg your National Insurance number "
        "or credit card details."
    )
    markup = drawn(field, "with-error", error="Please provide more detail")
    same(markup, "character-count/with hint and error")


def date_field() -> forms.DateField:
    return forms.DateField(
        label="What is your date of birth?", help_text="For example, 31 3 1980", required=False
    )


def same_date(markup: str, fixture: str, name: str) -> None:
    same(markup, fixture, day=f"{name}_day", month=f"{name}_month", year=f"{name}_year")


def test_date_of_three_inputs() -> None:
    same_date(drawn(date_field(), "dob"), "date-input/default", "dob")


def test_date_with_one_part_wrong_and_with_all_wrong() -> None:
    day_wrong = ValidationError("Error message goes here", params={"parts": ["day"]})
    markup = drawn(date_field(), "dob-day-error", error=day_wrong)
    same_date(markup, "date-input/with error on day input", "dob-day-error")
    markup = drawn(date_field(), "dob-errors", error="Error message goes here")
    same_date(markup, "date-input/with error message and hint", "dob-errors")


def choice(label: str, widget: django_forms.Widget, **kwargs: object) -> django_forms.ChoiceField:
    options = {"choices": CHOICES, "required": False, **kwargs}
    return django_forms.ChoiceField(label=label, widget=widget, **options)


def test_radios_with_a_hint() -> None:
    hint = "This includes changing your last name or spelling your name differently."
    field = choice("Have you changed your name?", forms.Radios(), help_text=hint)
    same(drawn(field, "example-with-hint"), "radios/with hint")


def test_radios_in_a_line() -> None:
    hint = "This includes changing your last name or spelling your name differently."
    field = choice(
        "Have you changed your name?", forms.Radios(inline=True), help_text=hint, initial="no"
    )
    same(drawn(field, "example"), "radios/inline")


def test_radios_with_hints_below_the_page_heading() -> None:
    hints = {
        "gateway": "You’ll have a user ID if you’ve registered for Self Assessment or filed a tax "
        "return online before.",
        "verify": "You’ll have an account if you’ve already proved your identity with either "
        "Barclays, CitizenSafe, Digidentity, Experian, Post Office, Royal Mail or SecureIdentity.",
    }
    names = ("Sign in with Government Gateway", "Sign in with GOV.UK Verify")
    field = choice(
        "How do you want to sign in?",
        forms.Radios(hints=hints),
        choices=list(zip(hints, names, strict=True)),
    )
    markup = drawn(field, "gov", heading=True)
    ours = markup.replace('"gov-2', '"verify').replace('id="gov', 'id="gateway')
    ours = ours.replace('for="gov', 'for="gateway').replace('"gov-item-hint', '"gateway-item-hint')
    same(ours, "radios/with hints on items")


def test_radios_with_an_error_keep_what_was_chosen() -> None:
    field = choice("Have you changed your name?", forms.Radios())
    markup = drawn(field, "example", error="Please select an option", data={"example": "no"})
    same(markup, "radios/with fieldset and error message")


def test_checkboxes_with_hints_and_an_error() -> None:
    hint = "Nullam id dolor id nibh ultricies vehicula ut id elit."
    field = django_forms.MultipleChoiceField(
        label="Which types of waste do you transport regularly?",
        choices=[
            ("animal", "Waste from animal carcasses"),
            ("mines", "Waste from mines or quarries"),
            ("farm", "Farm or agricultural waste"),
        ],
        widget=forms.Checkboxes(hints=dict.fromkeys(("animal", "mines", "farm"), hint)),
    )
    markup = drawn(field, "waste", error="Please select an option")
    same(markup, "checkboxes/with error message")


def test_select_with_a_hint_and_an_error() -> None:
    field = choice(
        "Label text goes here",
        django_forms.Select(),
        help_text="Hint text goes here",
        choices=[(str(number), f"GOV.UK frontend option {number}") for number in (1, 2, 3)],
    )
    markup = drawn(field, "select-2", error="Error message goes here")
    same(markup, "select/with hint text and error message")


def test_file_with_a_hint_and_an_error() -> None:
    hint = (
        "Your photo may be in your Pictures, Photos, Downloads or Desktop folder. "
        "Or in an app like iPhoto."
    )
    field = django_forms.FileField(label="Upload a file", help_text=hint, required=False)
    markup = drawn(field, "file-upload-3", error="Error message goes here")
    same(markup, "file-upload/with error message and hint")


def test_password_with_an_error() -> None:
    name = "password-input-with-error-message"
    field = char(
        "Password",
        help_text="It probably has some letters, numbers and maybe even some symbols in it.",
        widget=django_forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    markup = drawn(field, name, error="Error message goes here")
    same(markup, "password-input/with error message", test_name_3=name)


class ConsentForm(forms.Form):
    learner = django_forms.CharField(label="Learner's initials", max_length=5)
    sessions = django_forms.IntegerField(label="Number of sessions", min_value=1, required=False)
    given_on = forms.DateField(label="Date of consent")
    given_by = django_forms.ChoiceField(
        label="Who gave consent?", choices=CHOICES, widget=forms.Radios()
    )


def test_what_was_typed_is_kept_and_each_error_leads_to_its_input() -> None:
    typed = {
        "learner": "<b>Jonathan</b>",
        "sessions": "two",
        "given_on_day": "3",
        "given_on_month": "",
        "given_on_year": "2025",
    }
    form = ConsentForm(typed)
    assert tags.error_links(form) == [
        tags.ErrorLink("#id_learner", "Learner's initials must be 5 characters or fewer"),
        tags.ErrorLink("#id_sessions", "Number of sessions must be a whole number, like 12"),
        tags.ErrorLink("#id_given_on-month", "Date of consent must include a month"),
        tags.ErrorLink("#id_given_by", "Answer the question “Who gave consent?”"),
    ]
    markup = str(form)
    assert 'value="&lt;b&gt;Jonathan&lt;/b&gt;"' in markup
    assert 'value="two"' in markup
    assert all(f'id="{link.href[1:]}"' in markup for link in tags.error_links(form))


def test_an_error_of_the_whole_form_leads_to_its_first_input() -> None:
    form = ConsentForm({})
    form.add_error(None, "This request was changed by someone else. Load it again.")
    first = tags.error_links(form)[0]
    assert first.href == "#id_learner"


def test_an_authors_own_words_win() -> None:
    class Concern(forms.Form):
        concern = django_forms.CharField(error_messages={"required": "Say what worries you"})

    assert Concern({}).errors == {"concern": ["Say what worries you"]}


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2025", "Date of consent must be a real date"),
        ("one", "2", "2025", "Date of consent must be a real date"),
        ("²", "2", "2025", "Date of consent must be a real date"),
        ("1", "2", "25", "Date of consent must have a year of 4 numbers, like 2026"),
        ("1", "", "", "Date of consent must include a month and year"),
        ("", "", "", "Enter the date of consent"),
    ],
)
def test_no_date_is_guessed(day: str, month: str, year: str, sentence: str) -> None:
    typed = {"given_on_day": day, "given_on_month": month, "given_on_year": year}
    assert ConsentForm(typed).errors["given_on"] == [sentence]


def test_a_subject_with_its_article_has_it_once() -> None:
    class Said(forms.Form):
        on = forms.DateField(label="When?", subject="The date")

    assert Said({}).errors == {"on": ["Enter the date"]}


def test_a_month_may_be_a_word() -> None:
    field = forms.DateField(label="Date of consent")
    assert field.clean(["24", "November", "2025"]) == date(2025, 11, 24)
    assert field.clean(["24", "11", "2025"]) == date(2025, 11, 24)
    assert forms.DateField(required=False).clean(["", "", ""]) is None


def test_the_page_says_error_in_its_title_and_heads_it_with_the_summary() -> None:
    page = render_to_string("base.html", {"form": ConsentForm({})})
    assert "<title>Error: " in page
    assert page.index("There is a problem") > page.index('id="main-content"')
    assert "<title>Error: " not in render_to_string("base.html", {"form": ConsentForm()})


def test_each_form_shown_has_a_key_of_its_own() -> None:
    keys = {str(tags.form_key()) for _ in range(2)}
    assert len(keys) == 2
    assert 'name="form_key"' in render_to_string("components/form.html", {"form": ConsentForm()})
