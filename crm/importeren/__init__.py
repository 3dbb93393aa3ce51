"""The CRM import: a spreadsheet becomes a plan, a plan becomes a report, and, when asked, changes.

`lezen` file to sheets (`veilig` refuses first) · `kolommen` the columns as data · `stand` what is stored ·
`plan` sheets and stand to a Plan (rules in `relaties` and `contacten`) · `toepassen` writes it · `verslag` tells it.
"""
