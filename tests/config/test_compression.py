"""Pages travel compressed; files travel as they are."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.compression import PageCompression

TEXT = b"documented information " * 200


@pytest.mark.parametrize(
    ("media_type", "is_compressed"),
    [("text/html; charset=utf-8", True), ("application/pdf", False), ("image/webp", False)],
)
def test_what_shrinks_is_compressed(
    rf: RequestFactory, media_type: str, *, is_compressed: bool
) -> None:
    request = rf.get("/", headers={"Accept-Encoding": "gzip"})
    answer = PageCompression(lambda _: HttpResponse(TEXT, content_type=media_type))(request)
    assert isinstance(answer, HttpResponse)
    assert answer.headers.get("Content-Encoding") == ("gzip" if is_compressed else None)
    assert (gzip.decompress(answer.content) if is_compressed else answer.content) == TEXT
