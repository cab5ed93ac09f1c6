"""The settings under test: a demonstration's, with mail kept in a folder of the run."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("EVENREACH_DEMONSTRATION", "1")
MAIL_OF_THE_RUN = tempfile.mkdtemp(prefix="evenreach-mail-")
os.environ["EVENREACH_MAIL"] = MAIL_OF_THE_RUN

from evenreach.config.settings import *  # noqa: E402, F403

atexit.register(shutil.rmtree, MAIL_OF_THE_RUN, ignore_errors=True)

# Static files are looked for when asked for: each test's client would else list them all first.
WHITENOISE_AUTOREFRESH = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "elsewhere.test"]
