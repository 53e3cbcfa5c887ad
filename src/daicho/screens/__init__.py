"""The design system: base pages, form fields, components, static files."""
