package io.quarterdeck.infra.secrets;

/** The files of settings that tell a client who it is and whom it trusts; paths are those within its container. */
final class ClientSettings {

    private static final String TRUST_THE_AUTHORITY = """
            ssl.truststore.type=PEM
            ssl.truststore.location=/secrets/ca.crt
            """;

    private ClientSettings() {}

    /** Of a Kafka client that a certificate identifies. */
    static String kafkaWithCertificate() {
        return """
                security.protocol=SSL
                ssl.keystore.type=PEM
                ssl.keystore.location=/secrets/kafka.pem
                """ + TRUST_THE_AUTHORITY;
    }

    /** Of a Kafka client that a password identifies. */
    static String kafkaWithPassword(String user, String password) {
        return """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
                """.formatted(user, password) + TRUST_THE_AUTHORITY;
    }

    /** Of every part of a Spark cluster: they know each other by the secret and encrypt what they send and spill. */
    static String spark(String secret) {
        return """
                spark.authenticate true
                spark.authenticate.secret %s
                spark.network.crypto.enabled true
                spark.network.crypto.authEngineVersion 2
                spark.io.encryption.enabled true
                """.formatted(secret);
    }
}
