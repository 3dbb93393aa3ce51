"""What a Wijzigingsset can change in who may do what where, and what such a change does to people's access.

`rollen` rows of TeamlidRol · `autorisatie` autorisatierollen, their permissies and who has which · `uitnodigingen` who
is invited · `waarnemingen` periods in which somebody stands in for a colleague · `gevolg` the effect.
"""


def register():
    from activiteitenlog.wijzigingen import soorten
    from teamleden.wijzigingen import autorisatie, gevolg, rollen, uitnodigingen, waarnemingen

    # In the order of their locks: the kantoor first, then people, then what they have.
    for rijsoort in (
        autorisatie.AUTORISATIEROL,
        autorisatie.PERMISSIE,
        autorisatie.TEAMLID,
        uitnodigingen.UITNODIGING,
        rollen.TEAMLIDROL,
        waarnemingen.WAARNEMING,
    ):
        soorten.register(rijsoort)
    soorten.only_adds(rollen.SET_STANDAARD)
    soorten.use_measure(gevolg.measure)
