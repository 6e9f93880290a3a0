"""What forms read out of a message, and what they ask; pure."""
