"""What ought to be: who stands in for whom."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID


@dataclass
class Stand:
    """A delegation."""

    pk: UUID = field(repr=False)
    holder: str
    deputy: str
    first: dt.date
    last: dt.date
    is_ended: bool = False

    def runs(self, day: dt.date) -> bool:
        return not self.is_ended and self.first <= day <= self.last
