"""Wijzigingssets: a set of changes that is shown before it is applied, applied as shown, and can be undone.

`models` the stored set and its rows · `soorten` what kinds of rows there are (each app registers its own) ·
`engine` propose, apply, undo.
"""
