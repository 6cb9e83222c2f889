"""What one person told: mirrors `afterwards.person`."""
