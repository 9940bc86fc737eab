"""What codes of mail servers say about an address (RFC 5321, RFC 3463)."""

import re
from typing import Final

NOBODY: Final = (550, 551, 553)  # without a finer code
ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Subject and detail: the mailbox, its name or its domain does not exist, has moved, is closed.
DEAD: Final = {(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4)}
SAYS_LITTLE: Final = {(0, 0), (1, 0), (5, 0)}


def says_nobody_is_there(code: int, reason: bytes | str) -> bool:
    """Tell whether an answer means that no mail will ever reach this address.

    A full mailbox, a filter or a server that does not like us is another matter.
    """
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    found = ENHANCED.search(text)
    if found is None:
        return code in NOBODY
    detail = (int(found[2]), int(found[3]))
    return found[1] == "5" and (detail in DEAD or (detail in SAYS_LITTLE and code in NOBODY))
