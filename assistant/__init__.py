"""A parenting-guidance assistant for Wuxi: the service, its rules and the parts that Rasa loads."""
