"""What the pages of case files share."""
