"""Results as text, one module for each kind of result."""
