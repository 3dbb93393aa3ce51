"""What there is to know about Waarnemingen beside the rule itself.

plan.py       what is asked for, as values
gevolg.py     what a waarnemer would gain, counted by the database
perioden.py   half-open periods: what is left of one when others cover it
gaten.py      when somebody was absent without anybody standing in, or with somebody for a part only (WN-3)
kalender.py   a month as a table
verslag.py    a year for the auditor (NVKS 14)
"""
