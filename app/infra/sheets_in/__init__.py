"""The door to tables of every kind: spreadsheets, delimited text, JSON, YAML, Markdown, HTML.

:mod:`~app.infra.sheets_in.reading` is what the product calls. It starts :mod:`~app.infra.sheets_in.worker` as a child
with limits of memory and time, since such files come from outside and may be made to harm; everything else here runs
in that child alone.
"""
