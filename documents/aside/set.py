"""Set pages from data in a process of its own, which gives its memory back when it ends.

Started as `python -I set.py` in a folder with order.json (template, root, font_paths, data,
timestamp); writes set.pdf. typst and the standard library only.
"""

import json
from pathlib import Path
from typing import Any

import typst


def set_pages(order: dict[str, Any]) -> bytes:
    """Return the PDF that the template makes of the data."""
    return typst.compile(
        order["template"],
        root=order["root"],
        font_paths=typst.Fonts(include_system_fonts=True, font_paths=order["font_paths"]),
        sys_inputs={"data": json.dumps(order["data"])},
        pdf_standards="a-2b",
        pdf_tags=False,  # tags of ten thousand cells would weigh ten times the cells
        timestamp=order["timestamp"],
    )


if __name__ == "__main__":
    Path("set.pdf").write_bytes(set_pages(json.loads(Path("order.json").read_text())))
    Path("answer.json").write_text("{}")
