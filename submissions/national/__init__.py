"""What MHCLG sees of the sector: submissions as they were submitted, and of the rest only the stage."""
