"""Compress what shrinks: pages. Files that people fetch are compressed already, or short."""

from typing import override

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Django's gzip with its padding against BREACH, for text alone."""

    @override
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave PDF and office files as they are: gzip takes their time and gains nothing."""
        if not response.get("Content-Type", "").startswith("text/"):
            return response
        return super().process_response(request, response)
