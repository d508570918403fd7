"""Schemes of a county: which one holds, drafting one, trying it on the last month."""
