"""The staff screens about people."""
