"""One module for each page of the desk; each has `ROUTES`."""
