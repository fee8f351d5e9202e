"""How each language writes days and numbers; Django has no such file for Kazakh."""
