"""What `show` and `get` print."""
