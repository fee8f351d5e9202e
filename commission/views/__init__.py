"""Pages of the Commission, and of the organiser who receives its protocol and announces the results."""
