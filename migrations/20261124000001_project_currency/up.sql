-- What the amounts of a project count in: fen where it is CNY, else hundredths of that currency, never added to fen.
ALTER TABLE projects ADD COLUMN currency TEXT NOT NULL DEFAULT 'CNY'
    CHECK (currency IN ('CNY', 'HKD', 'MOP', 'TWD', 'USD', 'EUR', 'GBP'));
