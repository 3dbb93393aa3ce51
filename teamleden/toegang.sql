-- The one rule about access: a row per (persoon, permissie, relatie) that holds at this moment.
-- $now is the time of the statement, in the words of the database at hand; the rest is the same text for both.
-- The two arms never give the same row, so they need no UNION: SQLite looks at one relatie only through UNION ALL.
CREATE VIEW teamleden_toegang AS
WITH actief AS (
    SELECT t.persoon_id, a.group_id, a.bereik
    FROM teamleden_teamlid t
    JOIN crm_persoon p ON p.id = t.persoon_id
    JOIN permissions_autorisatierol a ON a.id = t.autorisatierol_id
    WHERE t.status = 'actief' AND p.is_active AND (t.uit_dienst_per IS NULL OR t.uit_dienst_per > $now)
),
-- whose rows count for whom: one's own, and those of whoever one stands in for now; rollen_van and relaties_van are
-- the waarneming whose choices limit that, or nothing
namens AS (
    SELECT persoon_id, persoon_id AS teamlid_id, NULL AS rollen_van, NULL AS relaties_van FROM teamleden_teamlid
    UNION ALL
    SELECT wn.waarnemer_id, wn.afwezige_id,
           CASE WHEN wn.alleen_rollen THEN wn.id END, CASE WHEN wn.alleen_relaties THEN wn.id END
    FROM teamleden_waarneming wn
    JOIN teamleden_teamlid afwezige ON afwezige.persoon_id = wn.afwezige_id
    WHERE wn.van <= $now AND (wn.tot IS NULL OR wn.tot > $now) AND wn.beeindigd_op IS NULL
      AND afwezige.status <> 'uit_dienst' AND (afwezige.uit_dienst_per IS NULL OR afwezige.uit_dienst_per > $now)
),
arm AS (
    -- rows, where bereik alle does not say the same; the permissies are those of who acts
    SELECT DISTINCT w.persoon_id AS user_id, gp.permission_id, tr.relatie_id AS content_object_id
    FROM actief w
    JOIN namens n ON n.persoon_id = w.persoon_id
    JOIN teamleden_teamlidrol tr ON tr.teamlid_id = n.teamlid_id
    JOIN crm_relatie r ON r.id = tr.relatie_id
    JOIN auth_group_permissions gp ON gp.group_id = w.group_id
    JOIN permissions_permissierij pr ON pr.permission_id = gp.permission_id
    WHERE (pr.reikwijdte = 'inzien' OR (pr.reikwijdte = 'wijzigen' AND tr.niveau = 'mutator'))
      AND (w.bereik <> 'alle' OR r.afgeschermd)
      AND (n.rollen_van IS NULL OR EXISTS (
          SELECT 1 FROM teamleden_waarneming_rollen g WHERE g.waarneming_id = n.rollen_van AND g.rol_id = tr.rol_id
      ))
      AND (n.relaties_van IS NULL OR EXISTS (
          SELECT 1 FROM teamleden_waarneming_relaties g
          WHERE g.waarneming_id = n.relaties_van AND g.relatie_id = tr.relatie_id
      ))
    UNION ALL
    -- bereik alle: every relatie that is not afgeschermd
    SELECT w.persoon_id, gp.permission_id, r.id
    FROM actief w
    JOIN crm_relatie r ON NOT r.afgeschermd
    JOIN auth_group_permissions gp ON gp.group_id = w.group_id
    JOIN permissions_permissierij pr ON pr.permission_id = gp.permission_id
    WHERE w.bereik = 'alle' AND pr.reikwijdte <> 'kantoor'
)
SELECT user_id || '-' || permission_id || '-' || content_object_id AS id,
       user_id, permission_id, content_object_id
FROM arm
