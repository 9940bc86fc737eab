"""What a request may bring: no form of ours takes more, so more never fills the disk."""

from typing import Any, Final, override

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# The largest is an archive of documents; a text is refused much sooner, by its own form.
MOST_BYTES: Final = 210 * 2**20


class Capped(FileUploadHandler):
    """Counts before anything is written, and ends a request that goes on and on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data

    @override
    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
