"""Attendance (考勤): signing in and out, leave, rosters, out-of-hall, and the sheets that the leader signs."""
