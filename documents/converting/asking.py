"""Ask for a file to be converted, by the worker that does nothing else."""

from documents.converting.keeping import wanted_of
from documents.models import Conversion, StoredFile
from documents.tasks import convert
from tenants.scope.queue import after_commit


def ask_for_conversions(file: StoredFile) -> None:
    """Have text and pages made of a file, unless they are there or on their way."""
    wanted = [Conversion(file=file, kind=kind) for kind in wanted_of(file)]
    if not wanted:
        return
    Conversion.objects.bulk_create(wanted, ignore_conflicts=True)
    for conversion in file.conversions.filter(state=Conversion.State.FAILED):
        conversion.try_again()
    for conversion in Conversion.objects.due().filter(file=file).order_by("-kind"):  # text first
        after_commit(convert, conversion.pk)
