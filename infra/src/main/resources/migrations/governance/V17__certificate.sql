-- V17__certificate.sql: what an audit found to agree, as a chain in which nothing can be changed or left out unseen.
CREATE TABLE governance.certificate (
    id         bigint      NOT NULL,
    created_at timestamptz NOT NULL,
    quarter    text CONSTRAINT certificate_quarter_form CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    body       text        NOT NULL,
    prev_hash  text        NOT NULL CONSTRAINT certificate_prev_hash_form CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
    hash       text        NOT NULL CONSTRAINT certificate_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
    signature  text        NOT NULL,
    public_key text        NOT NULL,
    CONSTRAINT certificate_pk PRIMARY KEY (id)
);

COMMENT ON TABLE governance.certificate IS
    'Audits in which all stores agreed. Each certificate carries the hash of the one before; `audit verify` checks chain and signatures. Rows are added and never changed.';
COMMENT ON COLUMN governance.certificate.id IS 'Counts the certificates from 1.';
COMMENT ON COLUMN governance.certificate.created_at IS 'When the audit ended, as the body says.';
COMMENT ON COLUMN governance.certificate.quarter IS 'The quarter whose rows were audited, as the body says; null: all rows.';
COMMENT ON COLUMN governance.certificate.body IS
    'What agreed, as JSON without white space between its parts: rows and content hash per source and per topic, offsets up to which they were compared, snapshots of the lake, stores compared, code version.';
COMMENT ON COLUMN governance.certificate.prev_hash IS 'The hash of the certificate before; 64 zeros in the first.';
COMMENT ON COLUMN governance.certificate.hash IS
    'SHA-256 of the text prev_hash followed by the text body, in UTF-8; 64 hexadecimal digits.';
COMMENT ON COLUMN governance.certificate.signature IS 'Ed25519 signature of the text hash, base64.';
COMMENT ON COLUMN governance.certificate.public_key IS 'The key that verifies it, X.509 in base64; certificate.pub holds the same.';

CREATE FUNCTION governance.certificate_joins_the_chain() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
AS $$
DECLARE
    newest record;
BEGIN
    PERFORM pg_advisory_xact_lock(x'51440003'::int, 0); -- one at a time; who inserts takes it before it reads the newest
    SELECT id, hash INTO newest FROM governance.certificate ORDER BY id DESC LIMIT 1;
    IF new.id IS DISTINCT FROM coalesce(newest.id, 0) + 1 THEN
        RAISE EXCEPTION 'certificate % does not follow %', new.id, coalesce(newest.id, 0) USING ERRCODE = 'check_violation';
    END IF;
    IF new.prev_hash IS DISTINCT FROM coalesce(newest.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'certificate %: prev_hash is not the hash of the newest', new.id USING ERRCODE = 'check_violation';
    END IF;
    IF new.hash IS DISTINCT FROM encode(sha256(convert_to(new.prev_hash || new.body, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'certificate %: hash is not that of prev_hash and body', new.id USING ERRCODE = 'check_violation';
    END IF;
    new.created_at := (new.body::jsonb ->> 'created_at')::timestamptz;
    new.quarter := new.body::jsonb ->> 'quarter';
    RETURN new;
END
$$;

CREATE FUNCTION governance.certificate_stays() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'governance.certificate is append-only: % refused', tg_op USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER certificate_joins_the_chain BEFORE INSERT ON governance.certificate
    FOR EACH ROW EXECUTE FUNCTION governance.certificate_joins_the_chain();
CREATE TRIGGER certificate_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON governance.certificate
    FOR EACH STATEMENT EXECUTE FUNCTION governance.certificate_stays();

REVOKE ALL ON FUNCTION governance.certificate_joins_the_chain(), governance.certificate_stays() FROM PUBLIC;

COMMENT ON COLUMN governance.release.certificate IS
    'Id of the certificate of custody that the release stands on; null for releases made before there were any.';

GRANT SELECT ON governance.certificate TO batch, dashboard, ml_reader;
GRANT INSERT ON governance.certificate TO batch;
