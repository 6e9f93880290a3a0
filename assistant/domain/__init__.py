"""Rules as plain Python: no input or output, no framework. Kept to Python 3.10."""
