"""The product's settings, with an address more: what a tenant's smallest page costs."""

import os

from config.local.places import VAR

os.environ |= {
    "MAIL_URL": f"filemail:///{VAR / 'bench' / 'mail'}",
    "STATIC_HASHED": "0",  # nothing is collected: pages name the files of the source tree
    "FILES_ROOT": str(VAR / "bench" / "files"),
    "LOG_LEVEL": "WARNING",
}

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = ["benchmarks", *INSTALLED_APPS]
ROOT_URLCONF = "benchmarks.urls"
