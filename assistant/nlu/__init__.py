"""Graph components that Rasa loads: sentence vectors, and entities read by the language part."""
