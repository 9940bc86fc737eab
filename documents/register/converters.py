"""Document numbers in URLs: "/" travels as "~"."""


class DocumentNumber:
    """A document number as one part of a path."""

    regex = "[^/]{1,60}"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return value.replace("/", "~")


class Hash:
    """The SHA-256 of a file as one part of a path."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
