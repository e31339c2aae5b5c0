"""Tags for templates: `{% load homeroom %}`."""
