"""The desk's pages: a web application for clerks, archivists and readers, on one machine.

Knows: how people see what the services do. Does not know: law, storage: it asks the same services
as the command line. Keeps: nothing is shown that `Reading` does not let through, nothing is
changed but through services, and every page works without a network.

`app.py` puts it together, `frame.py` is what every page shares, `pages/` has one module for each
page, `credentials.py` and `signing_in.py` know who is there, `serve.py` runs it.
"""
