"""Where everything is; each app's own paths are in its urls.py."""

urlpatterns = []
