"""From states back to an intent: meshes as clusters, all else device by device."""
