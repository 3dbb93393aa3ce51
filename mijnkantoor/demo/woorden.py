"""The words of which the demo office is made."""


def _words(text):
    return tuple(text.split())


VOORNAMEN = _words(
    "Ahmed Aisha Bart Bente Carlijn Daan Demi Dirk Elif Emma Fatima Femke Finn Floor Gerrit Hanna Hugo Ilse Jan Jasper "
    "Joris Julia Karin Kees Lars Lieke Lotte Maarten Marieke Mehmet Mila Nadia Niels Noor Olivier Pieter Quinten Roos "
    "Ruben Sanne Sara Sem Sjoerd Sofie Stijn Tess Thijs Tim Uğur Vera Willem Yara Zoë Łukasz Óscar Søren"
)

ACHTERNAMEN = (
    ("", "Bakker"), ("", "Visser"), ("", "Smit"), ("", "Meijer"), ("", "Mulder"), ("", "Bos"), ("", "Vos"),
    ("", "Peters"), ("", "Hendriks"), ("", "Dekker"), ("", "Brouwer"), ("", "Yılmaz"), ("", "Özdemir"), ("", "Nowak"),
    ("", "Kaya"), ("", "Strauß"), ("", "Ørsted"), ("", "El Amrani"), ("de", "Jong"), ("de", "Vries"), ("de", "Boer"),
    ("de", "Groot"), ("van", "Dijk"), ("van", "Leeuwen"), ("van", "Beek"), ("van", "Vliet"), ("van der", "Meer"),
    ("van der", "Linden"), ("van den", "Berg"), ("van den", "Heuvel"), ("ter", "Horst"), ("ten", "Brink"),
    ("in 't", "Veld"), ("op den", "Kamp"),
)  # fmt: skip

PLAATSEN = (
    ("Utrecht", "35", "030"), ("Amersfoort", "38", "033"), ("Zeist", "37", "030"), ("Nieuwegein", "34", "030"),
    ("Houten", "39", "030"), ("Woerden", "34", "0348"), ("Hilversum", "12", "035"), ("Arnhem", "68", "026"),
    ("Ede", "67", "0318"), ("'s-Hertogenbosch", "52", "073"), ("Gouda", "28", "0182"), ("Leiden", "23", "071"),
)  # fmt: skip

STRATEN = _words(
    "Dorpsstraat Kerkstraat Molenweg Stationsstraat Nijverheidsweg Industrieweg Havenstraat Marktplein Lindelaan "
    "Beukenhof Schoolstraat Wilhelminastraat Europalaan Zonnedauw Handelskade"
)

BRANCHES = _words(
    "Bakkerij Slagerij Installatiebedrijf Bouwbedrijf Schildersbedrijf Autobedrijf Transport Makelaardij Tandarts "
    "Fysiotherapie Kapsalon Bloemenatelier Architectenbureau Adviesbureau Softwarehuis Grafisch Horeca Hovenier "
    "Loonbedrijf Timmerfabriek"
)

LEVERANCIERS = _words(
    "Kantoorwinkel Drukkerij Koffiedienst Schoonmaakbedrijf Telecomdiensten Verzekeringen Energie Meubels Opleidingen "
    "Archiefdienst"
)

RECHTSVORMEN = ("bv", "bv", "bv", "bv", "eenmanszaak", "eenmanszaak", "vof", "maatschap", "stichting", "vereniging")

RELATIESOORTEN = ("Cliënt", "Cliënt (IB)", "Prospect", "Leverancier", "Oud-cliënt")
RELATIEGROEPEN = ("Bakker Holding", "Familie Van Dijk", "Meijer Vastgoed", "Zorggroep Eemland", "Groep Nowak")
LABELS = (
    ("VIP", "paars"), ("Maandklant", "groen"), ("Kwartaalklant", "blauw"), ("Loonadministratie", "geel"),
    ("Aandacht", "rood"), ("Nieuw", "oranje"),
)  # fmt: skip
CONTACTFUNCTIES = ("gevolmachtigde", "directeur", "administrateur", "medewerker")
KANTOORFUNCTIES = ("partner", "assistent-accountant", "belastingadviseur", "salarisadministrateur", "kantoormanager")

# voornaam, tussenvoegsel, achternaam, e-mail, autorisatierol, functie at the office, status
TEAMLEDEN = (
    ("Anna", "", "Bakker", "anna@kantoor.example", "Beheerder", "kantoormanager", "actief"),
    ("Bram", "de", "Vries", "bram@kantoor.example", "Mutator", "assistent-accountant", "actief"),
    ("Chantal", "van", "Leeuwen", "chantal@kantoor.example", "Mutator", "assistent-accountant", "actief"),
    ("Daan", "", "Mulder", "daan@kantoor.example", "Mutator", "belastingadviseur", "actief"),
    ("Eva", "", "Smit", "eva@kantoor.example", "Mutator", "assistent-accountant", "uit_dienst"),
    ("Gijs", "ter", "Horst", "gijs@kantoor.example", "Mutator", "salarisadministrateur", "uitgenodigd"),
    ("Hans", "van den", "Berg", "hans@kantoor.example", "Manager", "partner", "actief"),
    ("Ilse", "", "Dekker", "ilse@kantoor.example", "Raadpleger", "medewerker", "actief"),
    ("Jeroen", "", "Brouwer", "jeroen@kantoor.example", "Manager", "partner", "actief"),
    ("Karima", "", "El Amrani", "karima@kantoor.example", "Mutator", "salarisadministrateur", "actief"),
    ("Lotte", "van der", "Meer", "lotte@kantoor.example", "Raadpleger", "medewerker", "concept"),
    ("Mark", "", "Visser", "mark@kantoor.example", "Beheerder", "partner", "actief"),
)

# naam, leider, and the other leden by their first names
PROCESTEAMS = (
    ("Jaarrekeningen", "Hans", "Bram", "Chantal", "Eva"),
    ("Lonen", "Karima", "Gijs", "Ilse"),
    ("Aangiften", "Jeroen", "Daan", "Chantal"),
)
