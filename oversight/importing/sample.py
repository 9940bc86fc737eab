"""A small archive that shows how documents are laid out for an import."""

import io
import json
import zipfile
from typing import Final

FIRST: Final = "# 安全巡查办法\n\n# 1 要求\n\n1.1 每周巡查一次，并记录。\n"
SECOND: Final = "# 安全巡查办法\n\n# 1 要求\n\n1.1 每周巡查两次，并记录。\n"
HISTORY: Final = {
    "title": "安全巡查办法",
    "history": [
        {"file": "2024.md", "date": "2024-03-01", "subject": "首次发布"},
        {"file": "2025.md", "date": "2025-06-01", "subject": "增加巡查次数"},
    ],
}
FILES: Final = {
    "QP/安全巡查办法/history.json": json.dumps(HISTORY, ensure_ascii=False, indent=2),
    "QP/安全巡查办法/2024.md": FIRST,
    "QP/安全巡查办法/2025.md": SECOND,
    "WI/OFC/绿化养护作业指导书.md": "# 绿化养护作业指导书\n\n# 1 要求\n\n1.1 每季修剪一次。\n",
}


def archive() -> bytes:
    """Return the sample as a ZIP."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in FILES.items():
            box.writestr(name, text)
    return content.getvalue()
