"""What a unit has stored: its tree, how a text becomes one, secrets, locks, what a transaction sees."""
