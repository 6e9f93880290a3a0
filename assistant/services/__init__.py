"""One function or small class per use case, named as the office names it."""
