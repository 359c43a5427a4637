"""Whole labs: from an inventory or a folder of backups (`serve`), or any number of generated units (`generate`).

`lab_data` reads what a host's `data.lab` says of its unit, `inventory_files` writes the inventory of the running ones.
"""
