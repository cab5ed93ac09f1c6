from typing import Any

from allauth.account.forms import LoginForm
from django.core.exceptions import ValidationError

from evenreach.web.forms import Form

REFUSALS = {
    "email_password_mismatch": (
        "The email address or the password is not right. Check both and try again"
    ),
    "too_many_login_attempts": (
        "Too many attempts with a wrong password. Wait five minutes, then try again"
    ),
}
CLOSED = "This account is closed. Ask whoever grants roles at your school or service to reopen it"


class SignIn(LoginForm, Form):
    """allauth's sign-in, asked and refused in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["login"], self.fields["password"]
        address.label, password.label = "Email address", "Password"
        address.widget.attrs |= {"autocomplete": "username", "class": "govuk-input--width-20"}
        password.widget.attrs["class"] = "govuk-input--width-20"
        address.error_messages |= {
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        }
        password.error_messages["required"] = "Enter your password"

    def clean(self) -> dict[str, Any] | None:
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except ValidationError as refusal:
            said = REFUSALS.get(refusal.code or "", refusal.message)
            raise ValidationError(said, refusal.code) from refusal
        if self.user is not None and not self.user.is_active:
            raise ValidationError(CLOSED, "account_inactive")
        return cleaned
