"""Small drawings for templates: icons, bars, avatars. They return SVG or one element each."""

from django import template
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

AVATAR_TONES = ("info", "ok", "warn", "hold")


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
    tone = AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)]
    return format_html(
        '<span class="dc-avatar is-{} {}" aria-hidden="true">{}</span>',
        tone,
        look,
        name[:1].upper(),
    )
