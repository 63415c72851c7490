package io.quarterdeck.infra;

import io.quarterdeck.infra.secrets.Secrets;
import io.quarterdeck.servicekit.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Brings Kafka and PostgreSQL to the state this version needs. Running it again changes nothing; what cannot be changed
 * without harm (the number of partitions, an edited migration) is refused with an explanation.
 */
public final class Bootstrap {

    private static final Duration WAIT = Duration.ofSeconds(60);

    private final Map<String, String> kafkaClient;
    private final PostgresOptions owner;
    private final Path secrets;
    private final TopicSettings topics;
    private final Patience patience;

    /**
     * @param kafkaClient client settings, at least {@code bootstrap.servers}
     * @param owner URL of the database, which is created if absent, and a role that may create roles and databases
     * @param secrets folder for the roles' passwords, see {@link Secrets}
     */
    public Bootstrap(Map<String, String> kafkaClient, PostgresOptions owner, Path secrets, TopicSettings topics) {
        this(kafkaClient, owner, secrets, topics, WAIT);
    }

    /** @param wait how long to wait for each server to answer */
    public Bootstrap(
            Map<String, String> kafkaClient, PostgresOptions owner, Path secrets, TopicSettings topics, Duration wait) {
        this.kafkaClient = Map.copyOf(kafkaClient);
        this.owner = owner;
        this.secrets = secrets;
        this.topics = topics;
        this.patience = new Patience(wait);
    }

    /** Everything: {@link #prepareKafka} and {@link #prepareDatabase}. */
    public void run() throws BootstrapException, InterruptedException {
        prepareKafka();
        prepareDatabase();
    }

    /** Creates the missing topics and sets their settings. */
    public void prepareKafka() throws BootstrapException, InterruptedException {
        new KafkaBootstrap(kafkaClient, patience).prepare(Topic.all(topics));
    }

    /**
     * Gives Kafka's users their passwords and rights; needs a broker with an authorizer, and {@link #prepareKafka} first.
     *
     * @param users folder for the users' passwords, see {@link Secrets}
     */
    public void prepareKafkaAccess(Path users) throws BootstrapException, InterruptedException {
        try {
            new KafkaAccess(kafkaClient, Secrets.in(users), patience).prepare();
        } catch (IOException e) {
            throw new BootstrapException("cannot make the folder " + users + ": " + e, e);
        }
    }

    /** Creates roles, passwords and the database, and applies the migrations it lacks. */
    public void prepareDatabase() throws BootstrapException, InterruptedException {
        try {
            new PostgresBootstrap(owner, Secrets.in(secrets), patience).prepare();
        } catch (IOException e) {
            throw new BootstrapException("cannot make the folder " + secrets + ": " + e, e);
        }
    }
}
