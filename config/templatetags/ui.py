"""Small drawings for templates: icons, bars, avatars, and the lines of a list, drawn once."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, override

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.labels import tone_of

register = template.Library()


# Pages draw dozens of icons: the sprite's address is looked up once, each drawing made once.
SPRITE = SimpleLazyObject(lambda: static("wenkong/icons.svg"))
_drawings: dict[tuple[str, str], SafeString] = {}


@register.simple_tag
def icon_sprite() -> str:
    """Return the address of the sprite, for rows that draw many icons by name."""
    return str(SPRITE)


@register.simple_tag
def icon(name: str, look: str = "") -> SafeString:
    """Draw one icon of the sprite, e.g. {% icon "stamp" "is-small" %}."""
    if (name, look) not in _drawings:
        _drawings[name, look] = format_html(
            '<svg class="dc-icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
            look,
            icon_sprite(),
            name,
        )
    return _drawings[name, look]


@register.simple_tag
def bar(done: int, total: int, tone: str = "") -> SafeString:
    """Draw a share as a bar; its width is an attribute, since the CSP allows no inline style."""
    percent = 100 * done / total if total else 0
    return format_html(
        '<svg class="dc-bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="6"/><rect width="{}" height="6"/></svg>',
        f"is-{tone}" if tone else "",
        f"{percent:.1f}",
    )


@register.simple_tag
def avatar(name: str, look: str = "") -> SafeString:
    """Draw a person's initial in a colour that stays theirs."""
    return format_html(
        '<span class="dc-avatar is-{} {}" aria-hidden="true">{}</span>',
        tone_of(name),
        look,
        name[:1].upper(),
    )


class Fill(template.Node):
    """Draw what is inside once for each shape of row, and fill that with every row."""

    def __init__(self, rows: FilterExpression, switches: list[str], nodelist: NodeList) -> None:
        self.rows = rows
        self.switches = switches
        self.nodelist = nodelist

    @override
    def render(self, context: Context) -> SafeString:
        rows: Iterable[Mapping[str, Any]] = self.rows.resolve(context)
        shapes: dict[tuple[bool, ...], str] = {}
        lines = []
        for row in rows:
            shape = tuple(bool(row[switch]) for switch in self.switches)
            if shape not in shapes:
                with context.push(**dict(zip(self.switches, shape, strict=True))):
                    shapes[shape] = self.nodelist.render(context)
            lines.append(shapes[shape].format_map({key: _safe(row[key]) for key in row}))
        return SafeString("".join(lines))


def _safe(value: object) -> str:
    """Escape as templates do, without their way through lazy texts: rows hold plain words."""
    return str(value) if hasattr(value, "__html__") else escape(str(value))


@register.tag
def fill(parser: Parser, token: Token) -> Fill:
    """Fill a line of a long list: {% fill rows by late %}<tr>{name}{% if late %}…{% endfill %}.

    Five times as fast as a loop. `{name}` is escaped like a variable; tags inside see the page and
    whether the switches named after "by" are set, and nothing else of the row.
    """
    _fill, rows, *by = token.split_contents()
    nodelist = parser.parse(("endfill",))
    parser.delete_first_token()
    return Fill(parser.compile_filter(rows), by[1:], nodelist)
