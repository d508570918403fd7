"""Messages to people: in-site always, and by providers (SMS, e-mail, WeChat) where one is set.

Direction: imports ``core`` and ``accounts``. What is worth a message is decided above.
"""
