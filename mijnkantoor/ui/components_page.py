"""Every component in each of its states, to look at while developing (with DEBUG only)."""

from django import forms
from django.shortcuts import render

from mijnkantoor.ui.forms import PortalForm
from permissions.enforcement import login_only


class ExampleForm(PortalForm, forms.Form):
    tekst = forms.CharField(label="Tekst", help_text="Met een toelichting.")
    keuze = forms.ChoiceField(label="Keuze", choices=[("a", "Eerste"), ("b", "Tweede")])
    vinkje = forms.BooleanField(label="Een vinkje", required=False)
    niveau = forms.ChoiceField(label="Niveau", choices=[("r", "Inzien"), ("m", "Bewerken")], widget=forms.RadioSelect)
    memo = forms.CharField(label="Memo", widget=forms.Textarea({"rows": 3}), required=False)

    fieldsets = [("Een groep", ["tekst", "keuze", "vinkje"]), ("Nog een groep", ["niveau", "memo"])]


@login_only
def components_page(request):
    return render(
        request,
        "ui/componenten.html",
        {
            "leeg": ExampleForm(prefix="leeg"),
            "fout": ExampleForm({}, prefix="fout"),
            "soorten": ("goed", "waarschuwing", "neutraal", "info"),
            "kleuren": ("grijs", "blauw", "groen", "geel", "oranje", "rood", "paars"),
            "pictogrammen": (
                "home", "menu", "relaties", "contacten", "teamleden", "beheer", "search", "plus", "pencil", "link",
                "mail", "undo", "eye", "logout", "close", "check", "alert", "info", "up", "down", "log", "grip",
                "download", "calendar", "kantoor",
            ),
        },
    )  # fmt: skip
