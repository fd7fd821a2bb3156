"""Everything out: a plan document with its provenance as a workbook, a PDF or plain data."""
