"""The desk's pages: a web application for clerks, archivists and readers, on one machine.

Knows: how people see what the services do. Does not know: law, storage: it asks the same services
as the command line. Keeps: nothing is shown that `Reading` does not let through, nothing is
changed but through services, and every page works without a network.

`app.py` puts it together and `serve.py` runs it. `pages/` has one module for each page, the folders
`arrivals`, `cases`, `documents` and `searching` what the pages of one subject share, `frame` what
every page shares, `at_hand` what the server has at hand, `entry` what is judged at the door.
"""
