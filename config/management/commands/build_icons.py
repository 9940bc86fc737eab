"""Write one SVG sprite with only the icons that templates and code name."""

import re
import zipfile
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGES = ("config", "tenants", "documents", "approvals", "oversight")
# {% icon "stamp" %}, icon="stamp", icon: str = "stamp" and "icon": "stamp" all name an icon.
NAMED = re.compile(
    r"""(?<![.\w])icon["']?(?:\s*:\s*\w+)?\s*[=:(]?\s*["']([a-z0-9]+(?:-[a-z0-9]+)*)["']"""
)
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class Command(BaseCommand):
    help = "Build var/generated/wenkong/icons.svg from the icons in use."

    def handle(self, *args: object, **options: object) -> None:
        sprite = settings.VAR / "generated/wenkong/icons.svg"
        names = icons_in_use(settings.BASE_DIR)
        sprite.parent.mkdir(parents=True, exist_ok=True)
        sprite.write_text(draw(names), "utf-8")
        self.stdout.write(f"{len(names)} icons, {sprite.stat().st_size} bytes")


def icons_in_use(root: Path) -> dict[str, Path]:
    """Return every icon name with one file that uses it."""
    return {
        name: path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.*"))
        if path.suffix in {".html", ".py"} and path != Path(__file__)
        for name in NAMED.findall(path.read_text("utf-8"))
    }


def draw(names: dict[str, Path]) -> str:
    """Return the sprite; a name the icon set does not know stops the build."""
    symbols = []
    with (
        files("lucide").joinpath("lucide.zip").open("rb") as packed,
        zipfile.ZipFile(packed) as box,
    ):
        for name, path in sorted(names.items()):
            try:
                drawing = DRAWING.search(box.read(f"{name}.svg").decode())
            except KeyError:
                raise CommandError(f"{path}: there is no icon “{name}”.") from None
            inside = " ".join(drawing[1].split()) if drawing else ""
            symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
