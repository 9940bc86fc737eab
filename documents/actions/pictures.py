"""Put pictures into a draft."""

from django.db import transaction
from django.utils.translation import gettext as _

from documents import files
from documents.access import may_write
from documents.files.raster import check_picture
from documents.models import Picture, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member

MOST_PICTURES = 200


@transaction.atomic
def add_picture(revision: Revision, content: bytes, filename: str, *, by: Member) -> Picture:
    """Keep a picture under a name that `![alt](name)` shows; the same name shows the newer one."""
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; the picture was not taken."))
    if not may_write(by, revision):
        raise Refused(_("Only its author or a document controller changes a draft."))
    raster = check_picture(content, filename)
    if revision.pictures.exclude(name=raster.name).count() >= MOST_PICTURES:
        raise Refused(_("A revision holds at most %(n)d pictures.") % {"n": MOST_PICTURES})
    file = files.store(raster.content, raster.kind.media_type)
    picture, _is_new = Picture.objects.update_or_create(
        revision=revision,
        name=raster.name,
        defaults={"file": file, "width": raster.width, "height": raster.height},
    )
    audit.record("revision.picture_added", revision, by=by, name=picture.name, sha256=file.sha256)
    return picture
