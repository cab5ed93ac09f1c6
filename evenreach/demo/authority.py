"""The demonstration authority: its published code and name, and an invented brand and clock."""

from datetime import UTC, datetime

LA_CODE = "929"
NAME = "Northumberland (demonstration)"
COLOUR = "#1d4b5a"
MAIL_FROM = "send-support@council.example"
CLOCK_SHOWS = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SENCO_URN = 122170
