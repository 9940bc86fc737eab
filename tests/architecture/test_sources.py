"""The source keeps the rules of the house; and each guard notices source that does not."""

import pytest
from celery import current_app

from tests.architecture.sources import (
    GLOBAL_TASKS,
    NO_ACTIONS,
    ROOMS,
    Guard,
    Source,
    action_faults,
    climbing_faults,
    eager_faults,
    import_faults,
    length_faults,
    loose_actions,
    name_faults,
    plain_tasks,
    setting_faults,
    sources,
    task_faults,
)

GUARDS: tuple[Guard, ...] = (
    action_faults,
    climbing_faults,
    eager_faults,
    import_faults,
    length_faults,
    name_faults,
    setting_faults,
    task_faults,
)


@pytest.mark.parametrize("guard", GUARDS)
def test_the_source_keeps_the_rules(guard: Guard) -> None:
    assert [fault for source in sources() for fault in guard(source)] == []


def test_no_allowance_is_stale() -> None:
    tasks = {task for source in sources() for task in plain_tasks(source)}
    loose = {fault.split(" is ")[0] for source in sources() for fault in loose_actions(source)}
    assert GLOBAL_TASKS.keys() - tasks == set()
    assert NO_ACTIONS.keys() - loose == set()


def test_every_task_of_the_queue_stands_in_the_source() -> None:
    """A task made in some other way than a decorator would escape the guard."""
    current_app.loader.import_default_modules()
    ours = {name for name in current_app.tasks if name.split(".")[0] in ROOMS}
    text = "\n".join(source.text for source in sources())
    assert {name for name in ours if f"def {name.rsplit('.', 1)[1]}(" not in text} == set()


RIGHT = '''
from django.db import models, transaction

class MemoForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.all())

@transaction.atomic
def approve(memo: Memo, *, by: Member) -> None:
    """Set the memo's state."""
    Memo.objects.filter(pk=memo.pk).update(state="approved")

def _step() -> None: ...
'''

WRONG: list[tuple[str, Guard, str, str]] = [
    ("an import that climbs", climbing_faults, "tenants/a.py", "from documents.models import A"),
    ("a hidden import that climbs", climbing_faults, "documents/a.py", "def f():\n import config"),
    (
        "a lazy TemplateResponse",
        import_faults,
        "documents/views/a.py",
        "from django.template.response import TemplateResponse",
    ),
    ("its whole module", import_faults, "tenants/a.py", "import django.template.response"),
    (
        "a generic view",
        import_faults,
        "documents/views/a.py",
        "from django.views.generic import ListView",
    ),
    ("a cache", import_faults, "documents/a.py", "from django.core.cache import cache"),
    ("a memory", import_faults, "documents/a.py", "from functools import lru_cache"),
    (
        "a receiver",
        import_faults,
        "documents/a.py",
        "from django.db.models.signals import post_save",
    ),
    ("a session setting", setting_faults, "documents/a.py", "c.execute('SET app.tenant = 1')"),
    ("a lasting set_config", setting_faults, "a/a.py", "q('SELECT set_config(%s, %s, false)')"),
    ("another role", setting_faults, "a/a.py", "q(f'begin; SET ROLE {owner}')"),
    ("a queryset at import", eager_faults, "a/a.py", "MEMOS = Memo.objects.all()"),
    ("a queryset of a class", eager_faults, "a/a.py", "class A:\n memos = Memo.objects.all()"),
    ("a queryset as default", eager_faults, "a/a.py", "def f(memos=Memo.objects.all()): ..."),
    ("an action in pieces", action_faults, "a/actions/a.py", "def approve(memo, *, by): ..."),
    (
        "an action by nobody",
        action_faults,
        "a/actions/a.py",
        "@transaction.atomic\ndef approve(memo): ...",
    ),
    ("a task in no tenant", task_faults, "a/tasks.py", "@shared_task\ndef render(): ..."),
    ("a named one", task_faults, "a/tasks.py", "@shared_task(name='a')\ndef render(): ..."),
    ("a long module", length_faults, "a/a.py", "\n" * 301),
    ("a drawer", name_faults, "documents/utils/text.py", ""),
    ("a drawer of its own", name_faults, "documents/helpers.py", ""),
]


@pytest.mark.parametrize("guard", GUARDS)
def test_right_source_passes(guard: Guard) -> None:
    assert guard(Source("documents/actions/memos.py", RIGHT)) == []


@pytest.mark.parametrize(
    ("guard", "path", "text"), [pytest.param(*wrong, id=name) for name, *wrong in WRONG]
)
def test_a_guard_notices(guard: Guard, path: str, text: str) -> None:
    assert guard(Source(path, text))
