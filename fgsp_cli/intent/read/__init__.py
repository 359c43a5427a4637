"""From YAML to checked values, each with its position."""
