"""What the pages of the search share: what was asked, what was found, what is kept."""
