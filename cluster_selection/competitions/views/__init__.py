"""Pages of the competitions' room: public ones, and the organiser's, one view an act."""
