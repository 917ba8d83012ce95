-- Messages 消息: what somebody is told in the page. Of an order its number and category, never who asked or for what.
CREATE TABLE notifications (
    id BIGINT PRIMARY KEY NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('order_assigned', 'order_reminder', 'order_overdue', 'order_escalated', 'order_chased_up', 'order_reopened', 'extension_asked', 'extension_decided', 'order_answered', 'order_take_late',
        'order_placed', 'order_intake_late', 'order_stuck', 'order_cancelled', 'chase_up_answered', 'summary_written')),
    -- The order.
    number TEXT,
    -- Code of its category, or the name of an area.
    about TEXT NOT NULL,
    -- When it was told, the last time.
    told_at TIMESTAMP NOT NULL,
    read_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    -- None: the program itself.
    created_by BIGINT REFERENCES users (id),
    version INTEGER NOT NULL
);
CREATE INDEX notifications_user ON notifications (user_id, told_at, id);
-- What is unread is not told twice.
CREATE UNIQUE INDEX notifications_unread ON notifications (user_id, kind, COALESCE(number, '')) WHERE read_at IS NULL;
