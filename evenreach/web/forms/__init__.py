"""Forms with GOV.UK markup: what a door imports to ask a question."""

from evenreach.web.forms.base import Form
from evenreach.web.forms.dates import DateField
from evenreach.web.forms.widgets import Affixed, Checkboxes, DateInput, Radios

__all__ = ["Affixed", "Checkboxes", "DateField", "DateInput", "Form", "Radios"]
