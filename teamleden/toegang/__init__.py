"""The rule about access in words: why somebody may or may not do something, who sees a Relatie, what somebody sees.

    stand.py      what is known of one moment, as plain values; now.py and history.py load it
    rule.py       the rule over a Stand: every source, and whether it is enough
    changes.py    the smallest change that would allow what is refused, and who can make it
    judge.py      the Uitleg of one question, in the sentences of sentences.py
    questions.py  what pages and commands ask: explain, who_can_see, what_can_see
    subject.py    what the gate asks: subject and refusal
    compare.py    holds the rule against the database view, over the whole office

Whether something is allowed is decided by the view in toegang.sql (through guardian) and by `visible_to`; this
package explains the same rule and is held equal to both by tests/properties.
"""

from teamleden.namens import acting_for
from teamleden.toegang.history import MomentUnknown
from teamleden.toegang.questions import IEDEREEN, Lezer, Zicht, explain, what_can_see, who_can_see
from teamleden.toegang.subject import own_niveau, refusal, subject
from teamleden.toegang.uitleg import Bron, Soort, Uitleg, Wijziging

__all__ = [
    "IEDEREEN",
    "Bron",
    "Lezer",
    "MomentUnknown",
    "Soort",
    "Uitleg",
    "Wijziging",
    "Zicht",
    "acting_for",
    "explain",
    "own_niveau",
    "refusal",
    "subject",
    "what_can_see",
    "who_can_see",
]
