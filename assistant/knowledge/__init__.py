"""The knowledge base: reading its Markdown files, checking them and holding the entries."""
