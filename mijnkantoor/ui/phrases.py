"""Sentences that more than one page says."""

OPGESLAGEN = "Opgeslagen."
INTUSSEN_GEWIJZIGD = (
    "Iemand anders heeft dit intussen gewijzigd. Er is niets opgeslagen; hieronder staat het verschil. "
    "Pas je invoer aan, of sla op over de nieuwste versie."
)
KLOPT_NIET = "Er klopt iets niet; er is niets opgeslagen."
