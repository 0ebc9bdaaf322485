"""What earlier looks found: every run is kept, as changes and not as copies."""
