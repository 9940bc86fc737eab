"""Set pages in a process of its own, which gives its memory back when it ends.

Started as `python -I setting.py < job > pdf`: typst and the standard library only.
"""

import json
import resource
import sys

import typst

_MEMORY = 3 * 2**30
_CPU_SECONDS = 60


def main() -> None:
    """Read a job as JSON, write its PDF."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    job = json.load(sys.stdin)
    pdf = typst.compile(
        job["template"],
        root=job["root"],
        font_paths=typst.Fonts(include_system_fonts=True, font_paths=job["font_paths"]),
        sys_inputs={"data": json.dumps(job["data"])},
        pdf_standards="a-2b",
        pdf_tags=False,  # tags of ten thousand cells would weigh ten times the cells
        timestamp=job["timestamp"],
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
