-- V3__iceberg_catalog.sql: where the lake's tables are named. Iceberg's JDBC catalog reads and writes these two tables;
-- names, columns and keys are those of its schema version V1. The services start with jdbc.init-catalog-tables=false.
CREATE SCHEMA lake_catalog;
COMMENT ON SCHEMA lake_catalog IS 'The Iceberg catalog: names the current metadata file of each table of the lake.';

CREATE TABLE lake_catalog.iceberg_tables (
    catalog_name               varchar(255) NOT NULL,
    table_namespace            varchar(255) NOT NULL,
    table_name                 varchar(255) NOT NULL,
    metadata_location          varchar(1000),
    previous_metadata_location varchar(1000),
    iceberg_type               varchar(5),
    CONSTRAINT iceberg_tables_pk PRIMARY KEY (catalog_name, table_namespace, table_name)
);
COMMENT ON TABLE lake_catalog.iceberg_tables IS
    'One row per table of the lake. A commit to a table is one update of its row, conditional on the location it started from.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.catalog_name IS 'Always lake: the name that the Spark sessions give the catalog.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.table_namespace IS 'Schema of the table, such as raw.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.table_name IS 'Name of the table, such as bars.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.metadata_location IS 'URI of the metadata file that holds the current state.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.previous_metadata_location IS 'URI of the one before; null after creation.';
COMMENT ON COLUMN lake_catalog.iceberg_tables.iceberg_type IS 'TABLE or VIEW.';

CREATE TABLE lake_catalog.iceberg_namespace_properties (
    catalog_name   varchar(255) NOT NULL,
    namespace      varchar(255) NOT NULL,
    property_key   varchar(255) NOT NULL,
    property_value varchar(1000),
    CONSTRAINT iceberg_namespace_properties_pk PRIMARY KEY (catalog_name, namespace, property_key)
);
COMMENT ON TABLE lake_catalog.iceberg_namespace_properties IS
    'Properties of the lake''s schemas. The property exists = true makes a schema without tables known.';
COMMENT ON COLUMN lake_catalog.iceberg_namespace_properties.catalog_name IS 'Always lake.';
COMMENT ON COLUMN lake_catalog.iceberg_namespace_properties.namespace IS 'Name of the schema, such as raw.';
COMMENT ON COLUMN lake_catalog.iceberg_namespace_properties.property_key IS 'Name of the property.';
COMMENT ON COLUMN lake_catalog.iceberg_namespace_properties.property_value IS 'Its value.';

-- The two services that write lake tables move these rows; the dashboard only looks.
GRANT USAGE ON SCHEMA lake_catalog TO stream_storage, batch, dashboard;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON lake_catalog.iceberg_tables, lake_catalog.iceberg_namespace_properties TO stream_storage, batch;
GRANT SELECT ON lake_catalog.iceberg_tables, lake_catalog.iceberg_namespace_properties TO dashboard;
