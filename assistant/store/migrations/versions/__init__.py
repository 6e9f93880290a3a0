"""One module for each step, in order; a step that has been released is never edited."""
