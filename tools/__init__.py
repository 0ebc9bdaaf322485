"""What writes files of this repository anew from others."""
