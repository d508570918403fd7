"""The three zeros as figures."""
