"""The door: who comes in by which proof, from where, and for how long."""
