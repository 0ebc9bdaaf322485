"""What a board, an auditor or an insurer asks for, as one file of which a later change shows. Pure."""
