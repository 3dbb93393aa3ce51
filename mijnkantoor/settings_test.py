"""Settings of the test suite: the real ones, with a fast hasher, plain static files and jobs that run at once."""

import os

os.environ.setdefault("DEBUG", "false")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("SECRET_KEY", "test-" * 12)

from mijnkantoor.settings import *  # noqa: F403  (the environment above must be set first)
from mijnkantoor.settings import DATABASES, STORAGES, TEMPLATES

# A server thread of a browser test must not keep its connection after the request: the database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# live_server does not serve hashed file names; test_static proves collectstatic with the real storage.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
BASE_URL = "http://testserver"
# A template variable that does not exist is shown, and tests/client.py fails on it.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟪%s⟫"
