"""Writing a report in the browser: what is kept, what clashes, how recommendations are made, split and merged."""
