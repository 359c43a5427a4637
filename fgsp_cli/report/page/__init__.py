"""The HTML report: its parts, and beside them the style sheet and the script that are written into it."""
