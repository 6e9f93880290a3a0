"""What Rasa's rules can do, one topic a file; run inside the service, called over the internal listener."""
