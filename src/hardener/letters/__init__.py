"""Mail to people: what a host, the manager and IT are told, as plain text and as HTML. Pure."""
