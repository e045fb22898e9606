"""The web's way in (PEP 3333): `application`, which gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = whole_bodies(get_wsgi_application())

# A search opens 20 000 summaries. By default the collector would walk all of Django again and
# again meanwhile, and find nothing: what is loaded by now stays, and new things are looked at in
# larger steps.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 10, 10)
