"""Cases: intake, materials, deadlines, results, enquiries."""
