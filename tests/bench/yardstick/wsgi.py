"""The yardstick's way in, for the same web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.yardstick.settings"

application = get_wsgi_application()
