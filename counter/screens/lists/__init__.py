"""The lists of casework: cases, agency, appointments, enquiries, reminders, vetoes."""
