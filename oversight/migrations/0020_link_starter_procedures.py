"""Make the links of starter procedures that zones have got since 0009: nothing had made them.

What is linked is written on the document, so that whatever is typed and not linked was forgotten.
"""

from importlib import import_module

from django.db import migrations

place = import_module("oversight.migrations.0009_typed_clauses").place


class Migration(migrations.Migration):
    dependencies = (
        ("oversight", "0019_waiting_decisions_and_results"),
        ("documents", "0025_reading_questions"),
    )

    operations = (migrations.RunPython(place, migrations.RunPython.noop),)
