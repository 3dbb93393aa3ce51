"""What a Wijzigingsset can change in who may do what where, and what such a change does to people's access.

`rollen` rows of TeamlidRol · `autorisatie` autorisatierollen, their permissies and who has which · `gevolg` the effect.
"""


def register():
    from activiteitenlog.wijzigingen import soorten
    from teamleden.wijzigingen import autorisatie, gevolg, rollen

    # In the order of their locks: the kantoor first, then people, then what they have.
    for rijsoort in (autorisatie.AUTORISATIEROL, autorisatie.PERMISSIE, autorisatie.TEAMLID, rollen.TEAMLIDROL):
        soorten.register(rijsoort)
    soorten.only_adds(rollen.SET_STANDAARD)
    soorten.use_measure(gevolg.measure)
