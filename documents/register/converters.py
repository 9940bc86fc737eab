"""Document numbers in URLs: "/" travels as "~"."""


class DocumentNumber:
    """A document number as one part of a path."""

    regex = "[^/]{1,60}"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return value.replace("/", "~")
