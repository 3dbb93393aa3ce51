"""What every change in the CRM shares: apply values, compare, save, write the log."""

from activiteitenlog.services import compare


def apply_values(obj, values, labels=None):
    """Set `values` on `obj` and give what changed, as {field: [old, new]}; nothing is saved yet.

    `labels` None leaves the labels alone. Foreign keys are compared by the name people read.
    """
    fields = list(values)
    old = {name: _readable(obj, name) for name in fields}
    for name, value in values.items():
        setattr(obj, name, _as_stored(obj, name, value))
    new = {name: _readable(obj, name) for name in fields}
    if labels is not None:
        old["labels"] = sorted(label.naam for label in obj.labels.all()) if obj.pk else []
        new["labels"] = sorted(label.naam for label in labels)
    return compare(old, new)


def save_new(obj, labels=None):
    obj.save(force_insert=True)
    if labels:
        obj.labels.set(labels)


def save_changed(obj, labels=None):
    """Save a locked object as its next version."""
    obj.versie += 1
    obj.save(force_update=True)
    if labels is not None:
        obj.labels.set(labels)


def _as_stored(obj, name, value):
    """In the field's own form, so that another spelling of the same value is no change."""
    field = obj._meta.get_field(name)
    return value if field.is_relation else field.to_python(value)


def _readable(obj, name):
    field = obj._meta.get_field(name)
    if field.is_relation:
        return None if getattr(obj, field.attname) is None else str(getattr(obj, name))
    return getattr(obj, name)
