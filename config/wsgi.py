"""Where a web server finds the product."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from tenants.postgresql.roles import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_unsafe_role(connection)
connection.close()
