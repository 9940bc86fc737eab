"""What an address answers to each who may ask for it."""

from typing import Final, NamedTuple

# Who asks, in the order of the columns; the last three are strangers to acme.
ASKING: Final = ("nobody", "ruth", "ravi", "ada", "cora", "tom", "otto", "bolt.cora", "pia", "quan")


class Row(NamedTuple):
    """What GET and POST (without data) answer to each; `of` names what is asked for."""

    get: str
    post: str
    of: str = "in_force"
