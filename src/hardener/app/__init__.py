"""What hardener does, for whoever asks: the command line, the watch, and anybody's script. Nothing here prints."""
