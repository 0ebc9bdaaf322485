"""What the public is told of programs, in the library's own calendars, held against the programs themselves. Pure."""
