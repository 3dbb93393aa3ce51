"""Model fields that hold their value in one form, however it is written (save, update, bulk)."""

from django.db import models

from crm.normalise import normalise_email


class EmailadresField(models.EmailField):
    """An e-mail address in normalised form; empty is NULL, so that a unique constraint allows many without one."""

    def to_python(self, value):
        value = super().to_python(value)
        return normalise_email(value) or None if value is not None else None

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        # The object in memory must show what the database got.
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class DerivedTextField(models.TextField):
    """Text computed from the other fields by the model's method `source`, at each save and bulk_create."""

    def __init__(self, *args, source=None, **kwargs):
        self.source = source
        kwargs.update(editable=False, blank=True, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("editable", "blank", "default"):
            kwargs.pop(key, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        value = getattr(model_instance, self.source)()
        setattr(model_instance, self.attname, value)
        return value
