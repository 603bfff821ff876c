"""What changes retention: schedules and items, handover, transfer."""
