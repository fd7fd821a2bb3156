"""The door through which a web server such as gunicorn calls the service."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iip.settings")

application = get_wsgi_application()
