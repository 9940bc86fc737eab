"""Lines of long lists are drawn once and filled: as safe as a loop, and as flexible as needed."""

from django.template import Context, Template

LINE = (
    "{% load ui %}{% fill rows by late %}<li class='{look}'>{name}{% if late %} ({days} {{ unit }})"
    "{% endif %}</li>{% endfill %}"
)


def filled(*rows: dict[str, object], **page: object) -> str:
    return Template(LINE).render(Context({"rows": rows, **page}))


def row(name: str, late: str = "", days: int = 0, look: str = "calm") -> dict[str, object]:
    return {"name": name, "late": late, "days": days, "look": look}


def test_each_row_fills_the_line_of_its_shape() -> None:
    text = filled(row("Ada"), row("Bo", late="bad", days=3), row("Cy"), unit="days")
    assert text == (
        "<li class='calm'>Ada</li><li class='calm'>Bo (3 days)</li><li class='calm'>Cy</li>"
    )


def test_what_a_row_says_is_escaped() -> None:
    assert "<b>" not in filled(row("<b>&'\"", look="'><b>"))
    assert "&lt;b&gt;&amp;&#x27;&quot;" in filled(row("<b>&'\""))


def test_braces_in_a_row_are_only_text() -> None:
    assert "{name}{{ unit }}{0}" in filled(row("{name}{{ unit }}{0}"), unit="days")


def test_no_row_leaves_nothing() -> None:
    assert filled() == ""
