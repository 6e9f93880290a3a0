"""The forms, one a file: what each needs to know, and what it does once it knows it."""
