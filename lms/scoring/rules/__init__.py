"""Pure: facts and a scheme in, lines and a score out. No ORM, no clock, no settings.

``kinds``: what can be a fact. ``scheme``: a scheme as data. ``check``: what is wrong with one.
``toml``: the file form, with line numbers. ``assess``: the score. ``advice``: what would help.
"""
