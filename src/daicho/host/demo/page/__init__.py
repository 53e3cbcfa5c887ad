"""The network page: hosts and links of the demonstration, seen from its database server, drawn once a second."""
