"""The operators' console: pages and what they call."""
