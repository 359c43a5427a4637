"""What every room may import: errors, positions, secrets and events. Imports nothing of ours."""
