"""What more than one verb needs: options, streams, progress, errors."""
