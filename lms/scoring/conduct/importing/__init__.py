"""Conduct records from the county's management platform, as an Excel file. What a file is and how
it is read is the roster's (lms/accounts/roster); here are the columns of a record and what becomes
of a row.

columns.py    what the columns are called and hold; the template
importing.py  dry run and import, in batches
work.py       both as jobs
"""
