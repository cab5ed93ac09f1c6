from django.forms import EmailField

from evenreach.web.forms import Form


class FamilyForm(Form):
    """Where a family's link goes."""

    address = EmailField(
        label="The family’s e-mail address",
        help_text=(
            "Ask the person who gave consent. The address is used for this one message and is "
            "not kept with the learner."
        ),
        error_messages={
            "required": "Enter the family’s e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )
