"""One unit over SSH: its facts, what it is configured to be, and lines of configuration sent to it.

Knows prompts, pagers, errors and questions; nothing of FGSP.
"""
