"""Many libraries, each with a folder and a hardener.toml of its own, by one command. No library learns of another."""
