"""What a published page lets its reader do with it, and the seal by which it can be sent on."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.core import signing

SALT = "page to send on"


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """A page by its path here and its title; only pages that name no learner are made into one."""

    path: str
    title: str

    @property
    def seal(self) -> str:
        """The page as a word for an address that nobody else can make."""
        return signing.dumps([self.path, self.title], salt=SALT, compress=True)

    @classmethod
    def unsealed(cls, seal: str) -> "PublishedPage | None":
        """The page that was sealed, or None for a word that is not ours."""
        try:
            path, title = signing.loads(seal, salt=SALT)
        except signing.BadSignature:
            return None
        return cls(path, title)


def mail_address(*, title: str, link: str, recipient: str = "") -> str:
    """A mailto: address that opens the person's own mail program with subject and link."""
    fields = urlencode({"subject": title, "body": f"{title}\n{link}\n"}, quote_via=quote)
    return f"mailto:{recipient}?{fields}"
