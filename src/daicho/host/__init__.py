"""Configuration, command line, serving, supervision, the business clock."""
