"""Archives of old documents, and the form that sends them."""

import io
import zipfile
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.library import Library
from tests.world import Cast

PAGE: Final = "/t/acme/import/"
TEXT: Final = "# 绿化养护办法\n\n# 1 要求\n\n1.1 每季修剪。\n"


def pack(files: dict[str, str | bytes], **facts: Any) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, date_time=(2024, 5, 6, 10, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            for fact, value in facts.items():
                setattr(entry, fact, value)
            box.writestr(entry, text)
    return content.getvalue()


def form(library: Library, acme: Cast, content: bytes) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile("旧文件.zip", content, "application/zip"),
        "document_type": str(library.procedure.pk),
        "unit": str(library.office.pk),
        "owner": str(acme.ada.pk),
    }
