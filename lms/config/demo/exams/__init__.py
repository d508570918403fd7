"""Tests in the demo: the bank of the first county, its papers, and what people did in them."""
