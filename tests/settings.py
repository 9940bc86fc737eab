"""The product's settings, as the tests run them."""

import os

os.environ |= {
    "SECRET_KEY": "only for tests",
    "MAIL_URL": "memorymail://",
    "STATIC_HASHED": "0",  # nothing is collected: pages name the files of the source tree
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the test's thread
}

from config.settings import *  # noqa: F403

# Slow on purpose in the product; a test that signs in fifty people has no time for that.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests quote the sentences of the code; those about Chinese ask for it.
LANGUAGE_CODE = "en"
