"""Web edges: check, parse, call, render."""
