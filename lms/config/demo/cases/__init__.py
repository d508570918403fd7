"""The case library of the demo: cases of every kind, the procuratorate's desk, required reading."""
