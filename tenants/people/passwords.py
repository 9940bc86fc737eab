"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: a row of OWASP's Password Storage Cheat Sheet.

    Django's own 100 MiB on eight lanes keep a small server busy for a quarter of a second for each
    signature, and four people who sign at once would need half a gigabyte. A password kept in
    another way is kept in this one from its next use on.
    """

    time_cost = 2  # passes
    memory_cost = 19_456  # KiB
    parallelism = 1  # lanes
