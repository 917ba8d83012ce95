DROP TABLE contact_cards;
