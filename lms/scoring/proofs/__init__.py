"""Months that are signed, the procuratorate as witness, verification, one person's file."""
