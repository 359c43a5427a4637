"""What a unit can be asked beside its configuration: one small module for each group of commands."""
