"""From a connection to the command line: the open port, SSH, the terminal, line editor, pager and password dialogue.

`listener` accepts and carries, `tty` is what a terminal does with a byte. It knows a unit and its command line; nothing
of the lab but `lab` itself imports it, apart from `unit_keys`.
"""
