"""The watch: looks at every program ahead of each start, says what changed, and may close what is safe to close."""
