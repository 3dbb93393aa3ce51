"""The permissies of the CRM."""

from permissions.catalogue import Categorie

_relaties = Categorie("CRM - Relaties", model="crm.relatie", volgorde=20)

RELATIES_INZIEN = _relaties.view(
    "view_relatie", "Relaties inzien", "xxxx", "De kaart en de gegevens van een relatie, en de lijst met relaties."
)
RELATIES_BEHEREN = _relaties.change(
    "change_relatie", "Relaties beheren", "-xxx", "De gegevens van een relatie wijzigen."
)
RELATIES_AANMAKEN = _relaties.office_wide("add_relatie", "Relaties aanmaken", "-xxx", "Een nieuwe relatie toevoegen.")
RELATIES_VERWIJDEREN = _relaties.change("delete_relatie", "Relaties verwijderen", "--xx", "Een relatie verwijderen.")
RELATIES_IMPORTEREN = _relaties.office_wide(
    "relaties_importeren", "Relaties importeren", "--xx", "Relaties en contacten inlezen uit een werkblad."
)
RELATIEGROEPEN_BEHEREN = _relaties.office_wide(
    "relatiegroepen_beheren", "Relatiegroepen beheren", "--xx", "Relatiegroepen toevoegen, hernoemen en samenstellen."
)
TEAMLEDEN_KOPPELEN = _relaties.change(
    "teamleden_koppelen",
    "Teamleden (ont)koppelen van een relatie",
    "--xx",
    "Teamleden een rol geven bij een relatie, het niveau wijzigen en een rol afnemen.",
)
BSN_INZIEN = _relaties.view(
    "bsn_inzien", "BSN inzien", "-xxx", "Het volledige BSN van een relatie, na keuze van een doel."
)
AFGESCHERMDE_RELATIES_BEHEREN = _relaties.change(
    "afgeschermde_relaties_beheren",
    "Afgeschermde relaties beheren",
    "---x",
    "Een relatie afschermen, en die afscherming opheffen.",
)

_contacten = Categorie("CRM - Contacten", model="crm.persoon", volgorde=30)

CONTACTEN_INZIEN = _contacten.view(
    "contacten_inzien", "Contacten inzien", "xxxx", "De contacten van een relatie en hun gegevens."
)
CONTACTEN_BEHEREN = _contacten.change(
    "contacten_beheren", "Contacten beheren", "-xxx", "Contacten toevoegen en hun gegevens wijzigen."
)
CONTACTEN_KOPPELEN = _contacten.change(
    "contacten_koppelen",
    "Contacten (ont)koppelen van een relatie",
    "-xxx",
    "Een contact aan een relatie koppelen, het voorkeurscontact kiezen en ontkoppelen.",
)
CONTACTEN_UITNODIGEN = _contacten.change(
    "contacten_uitnodigen", "Contacten uitnodigen", "-xxx", "Een contact toegang geven tot het klantportaal."
)
CONTACTEN_VERWIJDEREN = _contacten.change(
    "contacten_verwijderen", "Contacten verwijderen", "--xx", "Een contact verwijderen."
)
CONTACTEN_2FA_RESETTEN = _contacten.change(
    "contacten_2fa_resetten",
    "Tweestapsverificatie van contacten kunnen resetten",
    "--xx",
    "De tweestapsverificatie van een contact opnieuw laten instellen.",
)

_insights = Categorie("CRM - Insights", model="crm.relatie", volgorde=40)

INSIGHTS_FILTER_INZIEN = _insights.office_wide(
    "insights_filter_inzien", "Insights filter inzien", "xxxx", "Opgeslagen filters van Insights gebruiken."
)
INSIGHTS_FILTER_BEHEREN = _insights.office_wide(
    "insights_filter_beheren", "Insights filter beheren", "--xx", "Gedeelde filters van Insights maken en wijzigen."
)
INSIGHTS_BULKACTIES = _insights.office_wide(
    "insights_bulkacties", "Insights bulkacties uitvoeren", "--xx", "Veel relaties of contacten tegelijk wijzigen."
)
INSIGHTS_EXPORTEREN = _insights.office_wide(
    "insights_exporteren", "Insights exporteren", "--xx", "Een selectie uit Insights opslaan als bestand."
)

_labels = Categorie("Labels", model="crm.label", volgorde=50)

LABELS_GEBRUIKEN = _labels.change(
    "labels_gebruiken", "Labels gebruiken", "-xxx", "Labels geven aan een relatie en haar contacten."
)
LABELS_BEHEREN = _labels.office_wide(
    "labels_beheren", "Labels beheren", "--xx", "Labels toevoegen, hernoemen en verwijderen."
)
