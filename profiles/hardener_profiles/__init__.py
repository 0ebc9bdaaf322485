"""The built-in profiles: one YAML file each."""
