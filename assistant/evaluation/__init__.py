"""Measuring search, triage and routing on sets that were written without seeing entries, rules or examples."""
