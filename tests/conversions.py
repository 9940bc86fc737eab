"""What the worker for conversions would do, done here and now."""

import os
import shutil

import pytest
from django.utils import timezone

from documents.converting import office
from documents.models import Conversion
from documents.tasks import convert
from tenants.scope import current_tenant_id


def convert_all() -> list[Conversion]:
    """Convert what is due in the running scope, as often as it takes; return every conversion."""
    while waiting := list(Conversion.objects.due()):
        for conversion in waiting:
            convert(str(current_tenant_id()), str(conversion.pk))
    return list(Conversion.objects.select_related("result"))


def let_time_pass() -> None:
    """Make what is to be tried again later due now."""
    waiting = Conversion.objects.filter(state=Conversion.State.WAITING)
    waiting.update(not_before=timezone.now())


def need_office() -> None:
    """Skip where LibreOffice cannot run; where CI is set it must."""
    if office.is_available():
        return
    missing = [name for name in ("soffice", "bwrap") if not shutil.which(name)]
    reason = f"not installed: {missing}" if missing else "bubblewrap gets no name spaces here"
    if os.environ.get("CI"):
        pytest.fail(f"office files cannot be converted: {reason}")
    pytest.skip(reason)
