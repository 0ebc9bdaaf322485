"""The pages, live, for whoever holds the link that was printed: on this machine, or behind the library's own proxy."""
