from .handout import structure_handout as structure_handout
