from django.urls import path

from crm.views import activiteiten, contacten, kantoor, koppelingen, relaties

app_name = "crm"

urlpatterns = [
    path("beheer/kantoor/", kantoor.KantoorView.as_view(), name="kantoor"),
    path("crm/relaties/", relaties.RelatieListView.as_view(), name="relatie_list"),
    path("crm/relaties/nieuw/", relaties.RelatieCreateView.as_view(), name="relatie_create"),
    path("crm/relaties/keuzes/", contacten.relatie_choices, name="relatie_choices"),
    path("crm/relaties/<int:relatie_pk>/", relaties.RelatieDetailView.as_view(), name="relatie_detail"),
    path("crm/relaties/<int:relatie_pk>/bewerken/", relaties.RelatieUpdateView.as_view(), name="relatie_update"),
    path(
        "crm/relaties/<int:relatie_pk>/contacten/", koppelingen.RelatieContactenView.as_view(), name="relatie_contacten"
    ),
    path(
        "crm/relaties/<int:relatie_pk>/contacten/koppelen/",
        koppelingen.KoppelingCreateView.as_view(),
        name="koppeling_create",
    ),
    path(
        "crm/relaties/<int:relatie_pk>/contacten/<int:koppeling_pk>/",
        koppelingen.KoppelingUpdateView.as_view(),
        name="koppeling_update",
    ),
    path(
        "crm/relaties/<int:relatie_pk>/contacten/<int:koppeling_pk>/ontkoppelen/",
        koppelingen.KoppelingDeleteView.as_view(),
        name="koppeling_delete",
    ),
    path(
        "crm/relaties/<int:relatie_pk>/activiteiten/",
        activiteiten.RelatieActiviteitenView.as_view(),
        name="relatie_activiteiten",
    ),
    path("crm/contacten/", contacten.ContactListView.as_view(), name="contact_list"),
    path("crm/contacten/nieuw/", contacten.ContactCreateView.as_view(), name="contact_create"),
    path("crm/contacten/keuzes/", contacten.contact_choices, name="contact_choices"),
    path("crm/contacten/<int:contact_pk>/", contacten.ContactDetailView.as_view(), name="contact_detail"),
    path("crm/contacten/<int:contact_pk>/bewerken/", contacten.ContactUpdateView.as_view(), name="contact_update"),
]
