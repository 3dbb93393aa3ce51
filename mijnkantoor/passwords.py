"""What is refused as a password, in our own words: Django has no Dutch for these two."""

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator


class LengthValidator(MinimumLengthValidator):
    def get_error_message(self):
        return f"Dit wachtwoord is te kort; het moet minstens {self.min_length} tekens hebben."


class SimilarityValidator(UserAttributeSimilarityValidator):
    def get_error_message(self):
        return "Dit wachtwoord lijkt te veel op je %(verbose_name)s."
