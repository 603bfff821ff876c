"""What the pages of arrivals share."""
