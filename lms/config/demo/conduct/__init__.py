"""What people did besides studying, and the months that were closed over it.

``deeds``: drawn, pure. ``write``: the rows, in bulk. ``months``: closed, reviewed, approved, posted
and finished by the actions that officers use. ``five``: what those did who sign in.
"""
