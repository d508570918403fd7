"""Questions: their plain form, what is wrong with one, rich text, duplicates.

``plain``, ``check``, ``rich_text`` and ``text`` are pure.
"""
