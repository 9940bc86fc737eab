"""What must always be true of a tenant, each under a name, as SQL that finds what breaks it."""

from typing import Final

from tests.proof.always.going_on import GOING_ON
from tests.proof.always.packages import PACKAGES
from tests.proof.always.reviews import REVIEWS
from tests.proof.always.rows import ROWS
from tests.proof.always.signing import SIGNING
from tests.proof.always.texts import TEXTS
from tests.proof.always.trail import TRAIL

ALWAYS: Final[dict[str, str]] = {**TEXTS, **SIGNING, **GOING_ON, **PACKAGES, **REVIEWS, **TRAIL}

__all__ = ["ALWAYS", "ROWS"]
