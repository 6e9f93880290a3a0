"""Reads Chinese text: cleaning, numerals, ages, measures, dates, known words and private data."""
