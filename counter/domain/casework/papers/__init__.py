"""The papers of casework as data: notices, forms, guides, the papers of joint cases."""
