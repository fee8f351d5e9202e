"""Pages of the check, of forwarding, of the institute."""
