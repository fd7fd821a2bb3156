"""The committee paper: what it says, of which kind each piece of it is, and what the public edition withholds."""
