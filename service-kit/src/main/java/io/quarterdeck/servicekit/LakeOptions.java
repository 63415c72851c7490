package io.quarterdeck.servicekit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the Iceberg lake lies; the Spark services take it as a {@code @Mixin} beside {@link PostgresOptions}. */
public final class LakeOptions {

    /** Name of the catalog in SQL; the JDBC catalog keeps it in its keys, so it is not an option. */
    public static final String CATALOG = "lake";

    @Option(
            names = "--lake-warehouse",
            paramLabel = "URI",
            required = true,
            defaultValue = "${env:LAKE_WAREHOUSE}",
            description = "Folder or bucket of the lake's files. Env LAKE_WAREHOUSE.")
    public String warehouse;

    @Option(
            names = "--lake-catalog",
            paramLabel = "KIND",
            defaultValue = "${env:LAKE_CATALOG:-POSTGRES}",
            description = "What names each table's current state: ${COMPLETION-CANDIDATES}. POSTGRES keeps it in schema"
                    + " lake_catalog; FOLDER keeps it in the warehouse, for one writer on one machine."
                    + " Env LAKE_CATALOG; now ${DEFAULT-VALUE}.")
    public Catalog catalog;

    public enum Catalog {
        POSTGRES,
        FOLDER
    }

    /** Settings of a Spark session in which the lake is the catalog {@value #CATALOG} and times are UTC. */
    public Map<String, String> sparkSettings(PostgresOptions postgres) throws IOException {
        String prefix = "spark.sql.catalog." + CATALOG;
        var settings = new LinkedHashMap<String, String>();
        settings.put("spark.sql.session.timeZone", "UTC");
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        settings.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
        settings.put(prefix + ".warehouse", warehouse);
        switch (catalog) {
            case POSTGRES -> {
                settings.put(prefix + ".type", "jdbc");
                settings.put(prefix + ".uri", withParameter(postgres.url, "currentSchema=lake_catalog"));
                settings.put(prefix + ".jdbc.user", postgres.user);
                settings.put(prefix + ".jdbc.password", postgres.password());
                settings.put(prefix + ".jdbc.schema-version", "V1");
                settings.put(prefix + ".jdbc.init-catalog-tables", "false"); // bootstrap has made them
            }
            case FOLDER -> settings.put(prefix + ".type", "hadoop");
        }
        return settings;
    }

    private static String withParameter(String url, String parameter) {
        return url + (url.contains("?") ? "&" : "?") + parameter;
    }
}
