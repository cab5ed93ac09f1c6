"""What the authority writes in its letters, and why it takes letters back."""

from django.forms import CharField, EmailField, Textarea

from evenreach.web.forms import Form


class LettersForm(Form):
    """What is the same in every school's letter; the school's own figures are added to it."""

    title = CharField(
        label="Title",
        help_text="Also the subject of the mail, before the school’s name",
        max_length=120,
        error_messages={
            "required": "Enter a title, like “Your school’s sessions for 2025 to 2026”"
        },
    )
    opening = CharField(
        label="Opening",
        help_text="A paragraph before the school’s own figures",
        max_length=3000,
        widget=Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write the opening of the letter"},
    )
    appeals = CharField(
        label="If a school thinks that a figure is wrong",
        help_text="How it asks for its sessions to be looked at again, until when, and who decides",
        max_length=3000,
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say how a school asks for its sessions to be looked at again"},
    )
    signed_by = CharField(
        label="Signed by",
        help_text="A name and a role, like “Morag Telfer, Head of SEND”",
        max_length=200,
        error_messages={"required": "Enter who signs the letters"},
    )
    contact = EmailField(
        label="Whom to ask",
        help_text="A team’s address, not a person’s",
        error_messages={
            "required": "Enter the address of the team that answers questions",
            "invalid": "Enter an address like name@council.example",
        },
    )


class WithdrawForm(Form):
    reason = CharField(
        label="Why are these letters withdrawn?",
        help_text="Schools read it above their letter",
        max_length=1000,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the letters are withdrawn"},
    )
