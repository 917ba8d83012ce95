-- Categories 点单类别 of orders, what each asks beside, and its limits.
CREATE TABLE service_categories (
    code TEXT PRIMARY KEY NOT NULL,
    zh TEXT NOT NULL CHECK (zh <> ''),
    en TEXT NOT NULL CHECK (en <> ''),
    order_type TEXT NOT NULL CHECK (order_type IN ('service', 'wish', 'repair', 'complaint', 'enquiry', 'suggestion', 'report')),
    -- Who may take it from the pool.
    pool TEXT NOT NULL CHECK (pool IN ('volunteers', 'staff', 'none')),
    needs_result_photo BOOLEAN NOT NULL DEFAULT FALSE,
    needs_project BOOLEAN NOT NULL DEFAULT FALSE,
    sort_no INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    updated_at TIMESTAMP,
    updated_by BIGINT,
    version INTEGER NOT NULL DEFAULT 1
);

-- Limits 时限 in minutes: of working time where it is normal, of all time otherwise.
CREATE TABLE service_limits (
    category_code TEXT NOT NULL REFERENCES service_categories (code),
    urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'critical')),
    intake INTEGER NOT NULL CHECK (intake >= 0),
    take INTEGER NOT NULL CHECK (take >= 0),
    contact INTEGER NOT NULL CHECK (contact >= 0),
    finish INTEGER NOT NULL CHECK (finish > 0),
    PRIMARY KEY (category_code, urgency)
);

-- What a category asks beside; none of it must be answered.
CREATE TABLE service_questions (
    category_code TEXT NOT NULL REFERENCES service_categories (code),
    code TEXT NOT NULL CHECK (code <> ''),
    seq SMALLINT NOT NULL,
    zh TEXT NOT NULL CHECK (zh <> ''),
    en TEXT NOT NULL CHECK (en <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('choice', 'text')),
    -- code=中文=English, one a line; empty for words.
    choices TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (category_code, code)
);

INSERT INTO service_categories (code, zh, en, order_type, pool, needs_result_photo, needs_project, sort_no) VALUES
    ('haircut', '上门理发', 'Haircut at home', 'service', 'volunteers', FALSE, FALSE, 1),
    ('errands', '代买代办', 'Shopping and errands', 'service', 'volunteers', FALSE, FALSE, 2),
    ('hospital_companion', '陪诊', 'Hospital companion', 'service', 'volunteers', FALSE, FALSE, 3),
    ('small_repairs', '家电小修', 'Small repairs', 'service', 'volunteers', FALSE, FALSE, 4),
    ('plumbing_electrics', '水电检修', 'Plumbing and electrics', 'service', 'volunteers', FALSE, FALSE, 5),
    ('lifting', '搬抬重物', 'Lifting and carrying', 'service', 'volunteers', FALSE, FALSE, 6),
    ('legal_advice', '法律咨询', 'Legal advice', 'service', 'volunteers', FALSE, FALSE, 7),
    ('tutoring', '课后辅导', 'Tutoring after school', 'service', 'volunteers', FALSE, FALSE, 8),
    ('phone_lessons', '手机教学', 'Phone lessons', 'service', 'volunteers', FALSE, FALSE, 9),
    ('policy_advice', '政策咨询', 'Policy advice', 'service', 'staff', FALSE, FALSE, 10),
    ('certificates', '证明代办', 'Certificates', 'service', 'staff', FALSE, FALSE, 11),
    ('mediation', '矛盾调解', 'Mediation', 'service', 'staff', FALSE, FALSE, 12),
    ('wish', '微心愿', 'Small wish', 'wish', 'volunteers', FALSE, FALSE, 13),
    ('streetlight', '路灯', 'Street lamp', 'repair', 'staff', TRUE, FALSE, 14),
    ('drain_blocked', '下水道堵塞', 'Blocked drain', 'repair', 'staff', TRUE, FALSE, 15),
    ('manhole', '井盖', 'Manhole cover', 'repair', 'staff', TRUE, FALSE, 16),
    ('stairwell_light', '楼道灯', 'Stairwell light', 'repair', 'staff', TRUE, FALSE, 17),
    ('entrance_door', '门禁', 'Entrance door', 'repair', 'staff', TRUE, FALSE, 18),
    ('leak', '漏水', 'Leak', 'repair', 'staff', TRUE, FALSE, 19),
    ('rubbish', '垃圾', 'Rubbish', 'repair', 'staff', TRUE, FALSE, 20),
    ('greenery', '绿化', 'Greenery', 'repair', 'staff', TRUE, FALSE, 21),
    ('works_dust', '施工扬尘', 'Dust', 'complaint', 'none', FALSE, TRUE, 22),
    ('works_noise', '施工噪音', 'Noise', 'complaint', 'none', FALSE, TRUE, 23),
    ('night_work', '夜间施工', 'Works at night', 'complaint', 'none', FALSE, TRUE, 24),
    ('water_cut', '停水', 'Water cut', 'complaint', 'none', FALSE, TRUE, 25),
    ('power_cut', '停电', 'Power cut', 'complaint', 'none', FALSE, TRUE, 26),
    ('gas_cut', '停气', 'Gas cut', 'complaint', 'none', FALSE, TRUE, 27),
    ('parking', '停车难', 'No parking', 'complaint', 'none', FALSE, TRUE, 28),
    ('road_blocked', '道路不通', 'Road blocked', 'complaint', 'none', FALSE, TRUE, 29),
    ('debris', '建筑垃圾', 'Building debris', 'complaint', 'none', FALSE, TRUE, 30),
    ('stopped_delay', '停工拖延', 'Works stand still', 'complaint', 'none', FALSE, TRUE, 31),
    ('leak_after', '改后漏水', 'Leak after the works', 'complaint', 'none', FALSE, TRUE, 32),
    ('drain_after', '改后堵塞', 'Blocked after the works', 'complaint', 'none', FALSE, TRUE, 33),
    ('facade_uneven', '外墙色差或脱落', 'Façade uneven or peeling', 'complaint', 'none', FALSE, TRUE, 34),
    ('paving_loose', '地砖松动', 'Loose paving', 'complaint', 'none', FALSE, TRUE, 35),
    ('private_damage', '损坏私物', 'Private things damaged', 'complaint', 'none', FALSE, TRUE, 36),
    ('window_sealed', '封窗、通风', 'Windows sealed', 'complaint', 'none', FALSE, TRUE, 37),
    ('lift_dispute', '加装电梯争议', 'Dispute over a lift', 'complaint', 'none', FALSE, TRUE, 38),
    ('plan_mismatch', '与公示不符', 'Not as published', 'complaint', 'none', FALSE, TRUE, 39),
    ('works_wires', '线缆未规整', 'Wires left loose', 'complaint', 'none', FALSE, TRUE, 40),
    ('attitude', '施工态度', 'Manners on site', 'complaint', 'none', FALSE, TRUE, 41),
    ('works_safety', '施工安全隐患', 'Danger on site', 'complaint', 'none', FALSE, TRUE, 42),
    ('warranty', '质保报修', 'Repair under warranty', 'complaint', 'none', FALSE, TRUE, 43),
    ('enquiry', '咨询', 'Question', 'enquiry', 'staff', FALSE, FALSE, 44),
    ('suggestion', '建议', 'Suggestion', 'suggestion', 'staff', FALSE, FALSE, 45),
    ('report', '举报', 'Report', 'report', 'none', FALSE, FALSE, 46);

-- A working day is of seven hours. What is critical is done the same day: within eight hours.
INSERT INTO service_limits (category_code, urgency, intake, take, contact, finish)
    SELECT code, 'normal', 240, 420, 420, 2100 FROM service_categories;
INSERT INTO service_limits (category_code, urgency, intake, take, contact, finish)
    SELECT code, 'urgent', 30, 120, 120, 1440 FROM service_categories;
INSERT INTO service_limits (category_code, urgency, intake, take, contact, finish)
    SELECT code, 'critical', 0, 15, 15, 480 FROM service_categories;
-- What is complicated takes fifteen working days.
UPDATE service_limits SET finish = 6300 WHERE urgency = 'normal' AND category_code IN (
    'mediation', 'stopped_delay', 'facade_uneven', 'private_damage', 'window_sealed', 'lift_dispute', 'plan_mismatch', 'warranty', 'suggestion', 'report');

INSERT INTO service_questions (category_code, code, seq, zh, en, kind, choices) VALUES
    ('haircut', 'moves', 1, '行动方便吗', 'Can the person walk', 'choice', 'yes=方便=Yes
help=要人扶=With help
bed=卧床=In bed'),
    ('hospital_companion', 'when', 1, '哪天、几点', 'Which day and hour', 'text', ''),
    ('small_repairs', 'thing', 1, '什么东西坏了', 'What is broken', 'text', ''),
    ('plumbing_electrics', 'kind', 1, '水还是电', 'Water or electricity', 'choice', 'water=水=Water
power=电=Electricity
both=都有=Both'),
    ('streetlight', 'pole', 1, '灯杆编号', 'Number on the pole', 'text', ''),
    ('streetlight', 'how', 2, '怎么坏的', 'What is wrong', 'choice', 'dark=不亮=Dark
flicker=一闪一闪=Flickers
day=白天也亮=On by day
leaning=灯杆歪了=Pole leans'),
    ('drain_blocked', 'overflows', 1, '污水冒出来了吗', 'Does it overflow', 'choice', 'yes=是=Yes
no=不是=No'),
    ('manhole', 'how', 1, '怎么坏的', 'What is wrong', 'choice', 'missing=不见了=Missing
broken=破了=Broken
loose=松动=Loose'),
    ('stairwell_light', 'floor', 1, '几楼', 'Which floor', 'text', ''),
    ('leak', 'where', 1, '哪里漏', 'Where it leaks', 'choice', 'roof=屋面=Roof
wall=外墙=Outer wall
pipe=管道=Pipe
unknown=不清楚=Not known'),
    ('rubbish', 'kind', 1, '什么垃圾', 'What kind', 'choice', 'household=生活垃圾=Household
bulky=大件=Bulky
building=建筑垃圾=Building'),
    ('works_noise', 'when', 1, '什么时候最吵', 'When it is loudest', 'choice', 'day=白天=By day
noon=中午=At noon
night=夜里=At night'),
    ('water_cut', 'since', 1, '什么时候停的', 'Since when', 'text', ''),
    ('power_cut', 'since', 1, '什么时候停的', 'Since when', 'text', ''),
    ('gas_cut', 'since', 1, '什么时候停的', 'Since when', 'text', ''),
    ('works_safety', 'kind', 1, '什么隐患', 'What danger', 'choice', 'scaffold=脚手架=Scaffold
pit=坑洞=Open pit
wire=电线=Wires
falling=掉东西=Falling things
other=其他=Other'),
    ('private_damage', 'thing', 1, '什么被损坏', 'What was damaged', 'text', '');
