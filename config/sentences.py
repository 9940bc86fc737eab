"""Sentences that Django shows and has no Chinese for: collected here, so that ours translates them.

(`collect_translations` reads this file; nobody imports it.)
"""

from django.utils.translation import gettext_noop

gettext_noop("- Select an option -")  # the empty choice of a field of a model
