"""Months of study that nobody did: drawn (``draw``, ``sitting``: pure), then written as the
platform would have written them (``rows``, ``ledger``, ``write``).

The drawn study keeps the rules of contract.md: no second of the clock or of a lesson counts twice,
none without a passed question, none outside study hours, at most eight credit hours a day.
"""
