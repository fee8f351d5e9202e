"""Pages of the applicants' room, one view an act, and the page a member opens from its link."""
