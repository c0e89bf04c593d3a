"""Live practice: a room that colleagues join by a code, cards, observers' sheets that must agree, and the branch head's word."""
