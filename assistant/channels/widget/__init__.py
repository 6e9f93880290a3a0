"""The chat widget: its script, a page that holds it alone, and the administrator's page about sites."""
