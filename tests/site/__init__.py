"""The web edition, walked as a person walks it and attacked as a stranger would."""
