"""Plan the changes that failed findings call for, make them, read back what came of them, take them back."""
