-- Indicators 指标: what figures are of, and their values as somebody published or reported them. Computed figures are
-- not here: they are computed on reading.
CREATE TABLE indicator_defs (
    code TEXT PRIMARY KEY NOT NULL,
    zh TEXT NOT NULL UNIQUE CHECK (zh <> ''),
    en TEXT NOT NULL CHECK (en <> ''),
    unit TEXT NOT NULL CHECK (unit IN (
        'compounds', 'projects', 'households', 'buildings', 'homes', 'places', 'areas', 'fen', 'metres',
        'square_metres', 'land', 'basis_points', 'days'
    )),
    sort_no INTEGER NOT NULL,
    is_public BOOLEAN NOT NULL,
    -- The import that made it; it goes with its last value. Those of the catalogue stay.
    made_by_import BIGINT
);

INSERT INTO indicator_defs (code, zh, en, unit, sort_no, is_public) VALUES
    ('renovation.investment', '老旧小区改造投资', 'Investment in old-compound renovation', 'fen', 1, TRUE),
    ('renovation.compounds', '改造老旧小区', 'Old compounds renovated', 'compounds', 2, TRUE),
    ('renovation.households', '老旧小区改造受益住户', 'Households benefiting from renovation', 'households', 3, TRUE),
    ('renovation.facades', '外墙翻新楼栋', 'Buildings with façades renewed', 'buildings', 4, TRUE),
    ('shantytown.expropriated_households', '棚改征收住户', 'Households expropriated in shantytowns', 'households', 5, TRUE),
    ('shantytown.land_vacated', '棚改腾退土地', 'Land vacated by shantytowns', 'land', 6, TRUE),
    ('shantytown.homes_built', '棚改建房', 'Homes built for shantytowns', 'homes', 7, TRUE),
    ('rental.allocated', '公租房分配', 'Public rental homes allocated', 'households', 8, TRUE),
    ('pipes.rain_sewage', '雨污分流管网', 'Rain and sewage separation pipes', 'metres', 9, TRUE),
    ('pipes.sewer_secondary_tertiary', '二三级污水管网', 'Secondary and tertiary sewers', 'metres', 10, TRUE),
    ('sewage.collection_rate', '污水收集率', 'Sewage collection rate', 'basis_points', 11, TRUE),
    ('parks.pocket', '口袋公园', 'Pocket parks', 'places', 12, TRUE),
    ('parks.green_added', '新增绿地', 'Green area added', 'square_metres', 13, TRUE),
    ('back_street.renewed', '改造背街小巷', 'Back streets and lanes renewed', 'places', 14, TRUE),
    ('area_upgrade.areas', '整治片区', 'Areas upgraded', 'areas', 15, TRUE),
    ('projects.infrastructure', '基础设施项目', 'Infrastructure projects', 'projects', 16, TRUE),
    ('projects.functions', '城市功能项目', 'Projects for the town''s functions', 'projects', 17, TRUE),
    -- Of single projects; computed figures are made from their actual values.
    ('pipe_length', '项目完成管网长度', 'Pipe laid by the project', 'metres', 101, TRUE),
    ('green_area', '项目建成绿地面积', 'Green area made by the project', 'square_metres', 102, TRUE),
    ('expropriated_households', '项目征收住户', 'Households expropriated by the project', 'households', 103, TRUE),
    ('land_vacated', '项目腾退土地', 'Land vacated by the project', 'land', 104, TRUE),
    ('homes_built', '项目建成住房', 'Homes built by the project', 'homes', 105, TRUE),
    ('rental_allocated', '项目分配公租房', 'Public rental homes allocated by the project', 'households', 106, TRUE),
    ('funds.paid', '项目已支付资金', 'Funds paid for the project', 'fen', 107, TRUE);

CREATE TABLE indicator_values (
    id BIGINT PRIMARY KEY NOT NULL,
    def_code TEXT NOT NULL REFERENCES indicator_defs (code),
    scope_type TEXT NOT NULL CHECK (scope_type IN ('area', 'compound', 'project')),
    area_id BIGINT REFERENCES areas (id),
    compound_id BIGINT REFERENCES compounds (id),
    project_id BIGINT REFERENCES projects (id),
    period_start DATE,
    period_end DATE,
    -- Where the source gives no days: 近年来.
    period_words TEXT CHECK (period_words <> ''),
    -- In the base unit of the indicator.
    value BIGINT NOT NULL CHECK (value >= 0),
    value_kind TEXT NOT NULL CHECK (value_kind IN ('planned', 'actual', 'target', 'reported')),
    qualifier TEXT NOT NULL CHECK (qualifier IN ('exact', 'rounded', 'at_least', 'about')),
    -- Title and publisher.
    source TEXT NOT NULL CHECK (source <> ''),
    source_on DATE,
    link TEXT CHECK (link LIKE 'http://%' OR link LIKE 'https://%'),
    note TEXT CHECK (note <> ''),
    -- The later value that corrects this one; it is kept. No reference: both go with one import.
    superseded_by BIGINT,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (period_start <= period_end),
    CHECK ((scope_type = 'area') = (area_id IS NOT NULL)),
    CHECK ((scope_type = 'compound') = (compound_id IS NOT NULL)),
    CHECK ((scope_type = 'project') = (project_id IS NOT NULL))
);
CREATE INDEX indicator_values_area ON indicator_values (area_id);
CREATE INDEX indicator_values_compound ON indicator_values (compound_id);
CREATE INDEX indicator_values_project ON indicator_values (project_id);

-- Samples 水样 of a waterway as the laboratory gave them; the black-odorous level is computed on reading.
CREATE TABLE water_samples (
    id BIGINT PRIMARY KEY NOT NULL,
    project_id BIGINT NOT NULL REFERENCES projects (id),
    sampled_at TIMESTAMP NOT NULL,
    lab TEXT CHECK (lab <> ''),
    transparency_cm DOUBLE PRECISION CHECK (transparency_cm >= 0),
    do_mg_l DOUBLE PRECISION CHECK (do_mg_l >= 0),
    orp_mv DOUBLE PRECISION,
    nh3n_mg_l DOUBLE PRECISION CHECK (nh3n_mg_l >= 0),
    standard_text TEXT CHECK (standard_text <> ''),
    meets_standard BOOLEAN,
    is_demo BOOLEAN NOT NULL DEFAULT FALSE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    created_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (meets_standard IS NULL OR standard_text IS NOT NULL)
);
CREATE INDEX water_samples_project ON water_samples (project_id, sampled_at);
