"""Blueprints are checked before anything is made of them."""

import pytest

from oversight.furniture import blueprint
from oversight.furniture.blueprint import BLUEPRINTS, parse
from tenants.errors import Refused

HOME = BLUEPRINTS / "default"
SOURCE = (HOME / "blueprint.toml").read_text(encoding="utf-8")


def test_default_blueprint_has_what_a_zone_starts_with() -> None:
    plan = blueprint.load("default")
    assert (len(plan.units), len(plan.posts), len(plan.types), len(plan.procedures)) == (
        10,
        8,
        5,
        12,
    )
    assert {(t, c) for r in plan.routes for t in r.types for c in r.changes} == {
        (kind.code, change) for kind in plan.types for change in ("major", "minor", "editorial")
    }
    assert all(plan.texts[procedure.file].strip() for procedure in plan.procedures)


def test_unknown_blueprint_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="default"):
        blueprint.load("nonesuch")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('code = "default"', 'code = "default', "TOML"),
        ('version_scheme = "letters"', 'version_scheme = "roman"', "roman"),
        ('version_scheme = "letters"', "", "version_scheme"),
        ('parent = "OFC"', 'parent = "XYZ"', "XYZ"),
        ('folder = "SYSTEM"', 'folder = "ATTIC"', "ATTIC"),
        ("{tenant}-{level}-{seq:02}", "{tenant}-{level}", "seq"),
        ('types = ["QM"], changes = ["major"]', 'types = ["QP"], changes = ["major"]', "twice"),
        ('stages = ["mr_review", "heads_sign"', 'stages = ["mr_review", "nobody"', "nobody"),
        ('meaning = "reviewed"', 'meaning = "prepared"', "prepared"),
        ('role = "controller"', 'role = "wizard"', "wizard"),
        ('role = "controller"', "", "post or a role"),
        ('unit = "QMO"', 'unit = "NIL"', "NIL"),
        ('file = "emergency.md"', 'file = "../../blueprint.toml"', "blueprint.toml"),
        ('file = "emergency.md"', 'file = "complaints.md"', "twice"),
        ("same_signer = false", 'signing = "wax"', "wax"),
        ("due_days = 2", 'due_days = "2"', "due_days"),
        ("due_days = 2", "due_days = 2\nhurry = true", "hurry"),
    ],
)
def test_wrong_blueprint_is_refused_by_what_is_wrong(right: str, wrong: str, told: str) -> None:
    assert right in SOURCE
    with pytest.raises(Refused, match=told):
        parse(SOURCE.replace(right, wrong, 1), HOME)
