"""The authority's colour and logo."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, FileField, TextInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenreach.flow.people.branding import choose_brand
from evenreach.flow.people.colours import IllegibleColour, contrast_with_white, demand_legible
from evenreach.flow.people.logos import MOST_BYTES, MOST_HIGH, MOST_WIDE, UnfitLogo, clean_logo
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form


class BrandForm(Form):
    """One colour and, if there is one, a logo."""

    colour = CharField(
        label="Colour",
        help_text="A # and six digits or letters from a to f, dark enough for white text",
        widget=TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
        error_messages={"required": "Enter a colour, such as #0b3c49"},
    )
    picture = FileField(
        label="A new logo",
        required=False,
        allow_empty_file=True,
        help_text=(
            f"A PNG of up to {MOST_BYTES // 1000} kilobytes, {MOST_WIDE:,} pixels wide and "
            f"{MOST_HIGH} high. It stands on the colour, beside the authority’s name."
        ),
    )
    without_logo = BooleanField(label="Show no logo", required=False)

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        try:
            demand_legible(colour)
        except IllegibleColour as refusal:
            raise ValidationError(str(refusal)) from refusal
        return colour

    def clean_picture(self) -> bytes | None:
        file = self.cleaned_data["picture"]
        if file is None:
            return None
        try:
            return clean_logo(file.read(MOST_BYTES + 1))
        except UnfitLogo as refusal:
            raise ValidationError(str(refusal)) from refusal


@needs(May.SET_BRAND)
@require_http_methods(["GET", "HEAD", "POST"])
def brand(request: Asked) -> HttpResponse:
    """Choose the colour and the logo of every page; documents made from now on have them too."""
    authority = request.authority
    form = BrandForm(
        request.POST or None, request.FILES or None, initial={"colour": authority.colour}
    )
    if form.is_valid():
        choose_brand(by=request.eyes, at=request.now, **form.cleaned_data)
        messages.success(request, "Every page has the colour and the logo that you chose")
        return redirect("lead:brand")
    contrast = f"{contrast_with_white(authority.colour):.1f}"
    return render(request, "lead/brand.html", {"form": form, "contrast": contrast})
