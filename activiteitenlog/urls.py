from django.urls import path

from activiteitenlog.views import activiteiten, export

app_name = "activiteitenlog"

urlpatterns = [
    path("", activiteiten.ActiviteitListView.as_view(), name="activiteit_list"),
    path("export/", export.activiteit_export, name="activiteit_export"),
    path("<int:activiteit_pk>/", activiteiten.ActiviteitDetailView.as_view(), name="activiteit_detail"),
]
