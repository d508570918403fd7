"""Backup and restore: database and media in one archive that either engine can read.

An archive is a zip: ``rows/TABLE.jsonl`` (one JSON array per row), ``media/…``, ``manifest.json``
(versions, row counts, size and SHA-256 of every member) and ``manifest.sig``, an HMAC under a key
that is derived from the field encryption key. That key itself is never in it: whoever restores
brings it. docs/operations.md tells when to do what; docs/adr/0012 why it is so.
"""
