"""The official account: signed callbacks, encrypted messages, passive replies, customer-service messages."""
