"""Where everything is; each app's own paths are in its urls.py."""

from django.conf import settings
from django.urls import include, path

from mijnkantoor import views

urlpatterns = [
    path("", views.DashboardView.as_view(), name="dashboard"),
    path("opleverlijst/verbergen/", views.opleverlijst_hide, name="opleverlijst_hide"),
    path("inloggen/", views.InlogView.as_view(), name="login"),
    path("uitloggen/", views.UitlogView.as_view(), name="logout"),
    path("", include("crm.urls")),
    path("beheer/activiteitenlog/", include("activiteitenlog.urls")),
    path("", include("teamleden.urls")),
]

if settings.DEBUG:
    from mijnkantoor.ui.components_page import components_page

    urlpatterns.append(path("componenten/", components_page, name="componenten"))
