"""What can go wrong when a file is converted."""

from documents.models import Conversion


class Unconverted(Exception):
    """The file came to nothing; `for_good` when another attempt would end the same way."""

    def __init__(self, fault: Conversion.Fault, *, for_good: bool = False) -> None:
        super().__init__(fault)
        self.fault = fault
        self.for_good = for_good
