-- The one rule about access: a row per (persoon, permissie, relatie) that holds at this moment.
-- $now is the time of the statement, in the words of the database at hand; the rest is the same text for both.
CREATE VIEW teamleden_toegang AS
WITH actief AS (
    SELECT t.persoon_id, a.group_id, a.bereik
    FROM teamleden_teamlid t
    JOIN crm_persoon p ON p.id = t.persoon_id
    JOIN permissions_autorisatierol a ON a.id = t.autorisatierol_id
    WHERE t.status = 'actief' AND p.is_active
),
arm AS (
    -- own rows
    SELECT w.persoon_id AS user_id, gp.permission_id, tr.relatie_id AS content_object_id
    FROM actief w
    JOIN teamleden_teamlidrol tr ON tr.teamlid_id = w.persoon_id
    JOIN auth_group_permissions gp ON gp.group_id = w.group_id
    JOIN permissions_permissierij pr ON pr.permission_id = gp.permission_id
    WHERE pr.reikwijdte = 'inzien' OR (pr.reikwijdte = 'wijzigen' AND tr.niveau = 'mutator')
    UNION
    -- the rows of whom one stands in for, with the permissies of the waarnemer
    SELECT w.persoon_id, gp.permission_id, tr.relatie_id
    FROM actief w
    JOIN teamleden_waarneming wn ON wn.waarnemer_id = w.persoon_id
    JOIN teamleden_teamlid afwezige ON afwezige.persoon_id = wn.afwezige_id
    JOIN teamleden_teamlidrol tr ON tr.teamlid_id = wn.afwezige_id
    JOIN auth_group_permissions gp ON gp.group_id = w.group_id
    JOIN permissions_permissierij pr ON pr.permission_id = gp.permission_id
    WHERE wn.van <= $now AND (wn.tot IS NULL OR wn.tot > $now)
      AND afwezige.status <> 'uit_dienst'
      AND (pr.reikwijdte = 'inzien' OR (pr.reikwijdte = 'wijzigen' AND tr.niveau = 'mutator'))
    UNION
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
