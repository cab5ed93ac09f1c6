"""The settings under test: a demonstration's, with mail kept in a folder of the run."""

import os
import tempfile

os.environ.setdefault("EVENREACH_DEMONSTRATION", "1")
os.environ["EVENREACH_MAIL"] = tempfile.mkdtemp(prefix="evenreach-mail-")

from evenreach.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "elsewhere.test"]
