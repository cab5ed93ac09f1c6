"""What makes the pages an authority's own: its name, one colour and a logo."""

from dataclasses import dataclass

from django.templatetags.static import static
from django.urls import reverse

from evenreach.flow.people.branding import CHOSEN, PNG
from evenreach.flow.people.colours import IllegibleColour, contrast_with_white, demand_legible

__all__ = ["Brand", "IllegibleColour", "contrast_with_white"]


@dataclass(frozen=True)
class Brand:
    """`logo` is the path of a picture below the static files or of one that was chosen, or empty.

    Raises IllegibleColour when white text on `colour` could not be read.
    """

    name: str
    colour: str = "#0b3c49"
    logo: str = ""

    def __post_init__(self) -> None:
        demand_legible(self.colour)

    @property
    def stylesheet(self) -> str:
        """The one rule that colours the compiled stylesheet."""
        return f":root{{--brand:{self.colour}}}\n"

    @property
    def logo_url(self) -> str:
        """Where the logo is fetched from; it shows beside the name."""
        if self.logo.startswith(CHOSEN):
            digest = self.logo.removeprefix(CHOSEN).removesuffix(PNG)
            return reverse("brand_logo", args=[digest])
        return static(self.logo) if self.logo else ""
