"""Demo data: a province with three working counties, its people, content and three months of study.

Everything that a user could do goes through the same actions; only people in bulk and their history
take bulk paths. The same seed gives the same data. One subject, one module.
"""
