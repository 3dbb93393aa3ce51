"""Forms, filters and tables of Beheer → Teamleden → Rollen, Standaard teamlidrollen and Procesteams."""
