"""The register's screens: one small view per screen. `presenters` make what a page shows, `forms` what one says."""
