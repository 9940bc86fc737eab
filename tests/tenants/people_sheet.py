"""A sheet of people on its way in."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from tenants.models import Member, PeopleImport, Post, Unit
from tenants.people.sheets import importing
from tenants.scope import tenant_scope
from tests.world import Cast, signed_in

PEOPLE = "/t/acme/people/"
HEADS = ("姓名", "工号", "邮箱", "手机", "部门", "岗位", "角色", "开始日期", "结束日期")
YANG = ("杨雪", "A-17", "yang@acme.example", "", "办公室", "工作人员", "起草人", "2026-12-01", "")
State = PeopleImport.State


def sheet(*rows: Any, heads: Any = HEADS) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (heads, *rows):
        page.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(client: Client, content: bytes, name: str = "people.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{PEOPLE}import/", {"file": file}, follow=True)


def latest(cast: Cast) -> PeopleImport:
    with tenant_scope(cast.tenant.pk):
        found: PeopleImport = PeopleImport.objects.defer("content").select_related("tenant")[0]
        return found


def check(cast: Cast) -> PeopleImport:
    importing.check(cast.tenant, latest(cast).pk)
    return latest(cast)


def confirm(client: Client, cast: Cast) -> PeopleImport:
    job = latest(cast)
    client.post(f"{PEOPLE}import/{job.pk}/", {"act": "confirm"})
    with tenant_scope(cast.tenant.pk):
        importing.carry_out(job.pk)
    return latest(cast)


def bring_in(client: Client, cast: Cast, *rows: Any) -> PeopleImport:
    upload(client, sheet(*rows))
    assert check(cast).errors == []
    return confirm(client, cast)


def errors(client: Client, cast: Cast, *rows: Any) -> list[list[str]]:
    upload(client, sheet(*rows))
    job = check(cast)
    assert job.state == State.WRONG
    return list(job.errors)


def everybody(cast: Cast) -> int:
    with tenant_scope(cast.tenant.pk):
        return Member.objects.count()


def administrator(cast: Cast) -> Client:
    """Sign in who takes sheets in, where there are units and posts to be in."""
    with tenant_scope(cast.tenant.pk):
        for code, name in (("OFC", "办公室"), ("QMO", "质量管理科")):
            Unit.objects.create(code=code, name_zh=name, name_en=code.title())
        for code, name in (("STAFF", "工作人员"), ("HEAD", "部门负责人")):
            Post.objects.create(code=code, name_zh=name, name_en=code.title())
    return signed_in(cast.tom)
