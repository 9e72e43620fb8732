"""Random structured programs, and what their derivatives are held against."""
