from typing import Any

from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.forms import CharField, PasswordInput

from evenreach.flow.people.models import Person
from evenreach.web.forms import Form


class PasswordForm(Form):
    """The password of somebody who joins, typed twice."""

    password = CharField(
        label="Password",
        help_text=" ".join(password_validators_help_texts()),
        strip=False,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )
    again = CharField(
        label="Password again",
        strip=False,
        widget=PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password a second time"},
    )

    def __init__(self, *args: Any, name: str, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = Person(name=name, email=email)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError("The two passwords are not the same. Type both again")
        return again
