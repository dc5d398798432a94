"""Many reports, one incident: candidates, compare, judge, merge, lifecycle, titles, batch."""
