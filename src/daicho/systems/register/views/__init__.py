"""The register's screens: one small view per screen. What a page shows is made in `presenters`, what a form says in `forms`."""
