"""The roster of offenders as an Excel file: template, check, import, export.

opening.py    is it a workbook that can be read at all
columns.py    what the columns are called and hold
cells.py      one cell, pure
reading.py    rows, pure: what each says and what is wrong with it
matching.py   rows beside the register: new, changed, unchanged, refused
importing.py  carrying it out, in batches
exporting.py  the same columns, filled from the register
template.py   the empty workbook with drop-downs and examples
"""
