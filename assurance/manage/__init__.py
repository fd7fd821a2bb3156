"""What MHCLG keeps about assessments, and how a firm chooses its people."""
