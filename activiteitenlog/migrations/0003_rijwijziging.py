"""Rijwijziging: the rights tables row by row. The triggers that fill it are made after the migrations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activiteitenlog", "0002_activiteit_namens")]

    operations = [
        migrations.CreateModel(
            name="Rijwijziging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField()),
                ("tabel", models.CharField(max_length=63)),
                ("sleutel", models.CharField(max_length=40)),
                (
                    "operatie",
                    models.CharField(
                        choices=[
                            ("begin", "Begin van de geschiedenis"),
                            ("toegevoegd", "Toegevoegd"),
                            ("gewijzigd", "Gewijzigd"),
                            ("verwijderd", "Verwijderd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("oud", models.JSONField(null=True)),
                ("nieuw", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "rijwijziging",
                "verbose_name_plural": "rijwijzigingen",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["tabel", "moment"], name="rijwijziging_van_tabel")],
            },
        ),
    ]
