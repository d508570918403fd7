"""The barometer (晴雨表): schemes, conduct records, the monthly score and what follows from it.

The rooms, in the order in which a month goes through them:

``rules/``       pure: what a scheme is, how facts become a score
``schemes/``     a county's scheme: which one holds, drafting, trying it on the last month
``conduct/``     conduct records, from officers, files and other systems; ``evidence/``: their files
``activities/``  classes, talks, reports, public-benefit work, requests, crisis alerts
``facts/``       what a month holds about a person, frozen or as it stands
``closing/``     a month from its lock to final, one module per step; working days
``notices/``     the written notice, the posting; ``weather.py``, ``words.py``: what people read
``objections/``  what is in dispute and who may work on it
``proofs/``      signatures, the procuratorate as witness, verification
``outward/``     what other systems are told; ``indicators/``: the three zeros
``board.py``     the figures of a month; ``proposing.py``: what scores propose

Imports learning and what lies below it, never training.
"""
