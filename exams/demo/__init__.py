"""The demo county's questions, knowledge points, risk points and papers, as TOML files. Pure."""
