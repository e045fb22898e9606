"""The web's way in (PEP 3333): `application`, which gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.bodies import in_large_steps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = in_large_steps(get_wsgi_application())
