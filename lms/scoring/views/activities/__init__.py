"""The pages of activities: ``learner_*`` for offenders on a phone, ``staff_*`` for officers."""
