-- Kinds of projects 项目类型 and the milestone template of each (MODEL §2.1, §2.3).
CREATE TABLE milestone_templates (
    code TEXT PRIMARY KEY NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL
);

CREATE TABLE milestone_template_lines (
    template_code TEXT NOT NULL REFERENCES milestone_templates (code),
    code TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    seq SMALLINT NOT NULL,
    weight_bp INTEGER NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    is_physical BOOLEAN NOT NULL,
    needs_photo TEXT NOT NULL CHECK (needs_photo IN ('none', 'finished', 'concealed')),
    approver_role TEXT NOT NULL,
    default_days INTEGER NOT NULL CHECK (default_days > 0),
    PRIMARY KEY (template_code, code)
);

CREATE TABLE project_kinds (
    code TEXT PRIMARY KEY NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    programme TEXT NOT NULL
        CHECK (programme IN ('housing', 'pipe', 'water', 'park', 'road', 'market', 'sanitation', 'care', 'other')),
    geometry TEXT NOT NULL CHECK (geometry IN ('point', 'line', 'polygon', 'none')),
    needs_consent BOOLEAN NOT NULL,
    needs_compounds BOOLEAN NOT NULL,
    headline_indicator TEXT NOT NULL,
    template_code TEXT NOT NULL REFERENCES milestone_templates (code),
    icon TEXT NOT NULL,
    map_shape TEXT NOT NULL CHECK (map_shape IN ('sign', 'dashed_line', 'solid_line', 'double_line', 'area')),
    sort_no INTEGER NOT NULL
);

INSERT INTO milestone_templates (code, zh, en) VALUES
    ('compound', '老旧小区改造', 'Old-compound renovation'),
    ('short', '其他工程', 'Other works');

INSERT INTO milestone_template_lines
    (template_code, code, zh, en, seq, weight_bp, is_physical, needs_photo, approver_role, default_days) VALUES
    ('compound', 'survey', '摸底调查', 'Baseline survey', 1, 0, FALSE, 'none', 'district_admin', 20),
    ('compound', 'consent', '意愿征询', 'Residents'' consultation', 2, 0, FALSE, 'none', 'district_admin', 30),
    ('compound', 'design_publicity', '方案设计与公示', 'Design and plan publicity', 3, 0, FALSE, 'none', 'district_admin', 30),
    ('compound', 'approval', '立项批复', 'Project approval', 4, 0, FALSE, 'none', 'district_admin', 20),
    ('compound', 'tender', '招标定标', 'Tender and award', 5, 0, FALSE, 'none', 'district_admin', 40),
    ('compound', 'mobilization', '进场交底（公示牌、围挡）', 'Mobilisation (notice board, hoarding)', 6, 300, TRUE, 'finished', 'supervision_engineer', 7),
    ('compound', 'underground', '地下管网（先地下后地上）', 'Underground pipes', 7, 3000, TRUE, 'concealed', 'supervision_engineer', 60),
    ('compound', 'roof', '屋面防水', 'Roof waterproofing', 8, 1500, TRUE, 'finished', 'supervision_engineer', 42),
    ('compound', 'facade', '外墙与窗', 'Façade and windows', 9, 2200, TRUE, 'finished', 'supervision_engineer', 63),
    ('compound', 'stairwell', '楼道与弱电规整', 'Stairwells and cables', 10, 1000, TRUE, 'finished', 'supervision_engineer', 45),
    ('compound', 'road_parking', '道路与停车', 'Roads and parking', 11, 1300, TRUE, 'finished', 'supervision_engineer', 47),
    ('compound', 'amenities', '绿化、照明、设施', 'Greenery, lighting, amenities', 12, 700, TRUE, 'finished', 'supervision_engineer', 31),
    ('compound', 'acceptance', '竣工验收', 'Completion acceptance', 13, 0, FALSE, 'none', 'district_admin', 20),
    ('compound', 'handover', '移交与长效管理', 'Handover and long-term management', 14, 0, FALSE, 'none', 'district_admin', 30),
    ('short', 'approval', '立项批复', 'Project approval', 1, 0, FALSE, 'none', 'district_admin', 20),
    ('short', 'tender', '招标定标', 'Tender and award', 2, 0, FALSE, 'none', 'district_admin', 40),
    ('short', 'mobilization', '进场准备', 'Mobilisation', 3, 500, TRUE, 'finished', 'supervision_engineer', 10),
    ('short', 'main_works', '主体施工', 'Main works', 4, 8000, TRUE, 'concealed', 'supervision_engineer', 120),
    ('short', 'finishing', '收尾', 'Finishing', 5, 1500, TRUE, 'finished', 'supervision_engineer', 30),
    ('short', 'acceptance', '竣工验收', 'Completion acceptance', 6, 0, FALSE, 'none', 'district_admin', 20),
    ('short', 'handover', '移交', 'Handover', 7, 0, FALSE, 'none', 'district_admin', 20);

INSERT INTO project_kinds
    (code, zh, en, programme, geometry, needs_consent, needs_compounds, headline_indicator, template_code, icon, map_shape, sort_no) VALUES
    ('old_compound_renovation', '老旧小区改造', 'Old-compound renovation', 'housing', 'polygon', TRUE, TRUE, 'renovation.households', 'compound', 'k-house', 'area', 1),
    ('shantytown_redevelopment', '棚户区改造', 'Shantytown redevelopment', 'housing', 'polygon', TRUE, FALSE, 'shantytown.expropriated_households', 'short', 'k-house', 'area', 2),
    ('dilapidated_housing', '危旧房改造', 'Dilapidated-housing renewal', 'housing', 'polygon', TRUE, FALSE, 'dilapidated.relieved_households', 'short', 'k-house', 'area', 3),
    ('area_upgrade', '片区整治', 'Area upgrade', 'housing', 'polygon', FALSE, FALSE, 'area_upgrade.areas', 'short', 'k-house', 'area', 4),
    ('rain_sewage_pipes', '雨污分流管网', 'Rain and sewage separation pipes', 'pipe', 'line', FALSE, FALSE, 'pipes.rain_sewage', 'short', 'k-pipe', 'dashed_line', 5),
    ('sewer_renewal', '二三级污水管网改造', 'Secondary and tertiary sewer renewal', 'pipe', 'line', FALSE, FALSE, 'pipes.sewer_secondary_tertiary', 'short', 'k-pipe', 'dashed_line', 6),
    ('utility_pipes', '供水供热供气管网', 'Water, heat and gas pipes', 'pipe', 'line', FALSE, FALSE, 'pipes.utility', 'short', 'k-pipe', 'dashed_line', 7),
    ('waterway', '黑臭水体与港渠治理', 'Waterway clean-up', 'water', 'line', FALSE, FALSE, 'waterway.standard', 'short', 'k-water', 'solid_line', 8),
    ('flood_drainage', '防涝排渍与排洪港治理', 'Flood drainage', 'water', 'line', FALSE, FALSE, 'flood.points_removed', 'short', 'k-water', 'solid_line', 9),
    ('back_street', '背街小巷', 'Back streets and lanes', 'road', 'line', FALSE, FALSE, 'back_street.length', 'short', 'k-road', 'double_line', 10),
    ('pocket_park', '口袋公园', 'Pocket park', 'park', 'polygon', FALSE, FALSE, 'parks.green_added', 'short', 'k-tree', 'area', 11),
    ('city_park', '城市公园', 'City park', 'park', 'polygon', FALSE, FALSE, 'parks.area', 'short', 'k-tree', 'area', 12),
    ('road_widening', '道路拓宽', 'Road widening', 'road', 'line', FALSE, FALSE, 'road.length', 'short', 'k-road', 'double_line', 13),
    ('interchange', '立体交通', 'Grade-separated junction', 'road', 'point', FALSE, FALSE, 'interchange.count', 'short', 'k-bridge', 'sign', 14),
    ('footbridge', '人行天桥', 'Footbridge', 'road', 'point', FALSE, FALSE, 'footbridge.count', 'short', 'k-bridge', 'sign', 15),
    ('market', '农贸与批发市场改造', 'Market renovation', 'market', 'polygon', FALSE, FALSE, 'market.stalls', 'short', 'k-market', 'area', 16),
    ('public_toilet', '公厕', 'Public toilet', 'sanitation', 'point', FALSE, FALSE, 'toilet.count', 'short', 'k-toilet', 'sign', 17),
    ('waste_transfer', '垃圾中转站', 'Waste transfer station', 'sanitation', 'point', FALSE, FALSE, 'waste.tonnes_per_day', 'short', 'k-bin', 'sign', 18),
    ('waste_sorting', '垃圾分类回收', 'Waste sorting', 'sanitation', 'point', FALSE, FALSE, 'waste.sorting_points', 'short', 'k-bin', 'sign', 19),
    ('elderly_care', '居家养老服务设施', 'Home care for the elderly', 'care', 'point', FALSE, FALSE, 'care.places', 'short', 'k-care', 'sign', 20),
    ('public_rental', '公租房分配', 'Public rental housing', 'housing', 'none', FALSE, FALSE, 'rental.allocated', 'short', 'k-house', 'sign', 21);
