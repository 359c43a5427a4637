"""What is configured on a unit and what the unit is, as values; and the codec between them and FortiOS' own tree."""
