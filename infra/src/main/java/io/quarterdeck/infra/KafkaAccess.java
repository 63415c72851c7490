package io.quarterdeck.infra;

import io.quarterdeck.infra.secrets.Secrets;
import io.quarterdeck.marketdata.EventKind;
import io.quarterdeck.marketdata.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of Kafka, one for each service, their passwords, and what each may do: afterwards these rules and no others hold
 * for our users. Rules of users that are not ours stay as they are.
 */
final class KafkaAccess {

    private static final Logger log = LoggerFactory.getLogger(KafkaAccess.class);

    /** Enough, since nobody guesses a password of 256 bits. */
    private static final int ITERATIONS = 4096;

    /** Who logs in with a password (SCRAM-SHA-512). */
    enum User {
        PRODUCER,
        DATA_STORAGE,
        STREAM_STORAGE,
        BATCH,
        DASHBOARD,
        TRADING_BOT;

        /** The name to log in with: {@code data_storage}. */
        String scram() {
            return name().toLowerCase(Locale.ROOT);
        }

        String principal() {
            return "User:" + scram();
        }
    }

    private final Map<String, Object> client;
    private final Secrets passwords;
    private final Patience patience;

    /** @param passwords the users' passwords, one file each; one that is absent is made */
    KafkaAccess(Map<String, String> client, Secrets passwords, Patience patience) {
        this.client = KafkaBootstrap.withTimeouts(client);
        this.passwords = passwords;
        this.patience = patience;
    }

    /** The one place that says who may do what. To read and to write includes to describe. */
    private static Set<AclBinding> rules() {
        var rules = new HashSet<AclBinding>();
        for (EventKind<?> kind : EventKind.ALL) {
            rules.add(may(User.PRODUCER, AclOperation.WRITE, topic(kind.topic())));
            rules.add(may(User.DATA_STORAGE, AclOperation.READ, topic(kind.topic())));
            rules.add(may(User.STREAM_STORAGE, AclOperation.READ, topic(kind.topic())));
            rules.add(may(User.BATCH, AclOperation.READ, topic(kind.topic()))); // the audit, as the two below
        }
        rules.add(may(User.PRODUCER, AclOperation.WRITE, topic(Topics.REJECTED)));
        rules.add(may(User.PRODUCER, AclOperation.WRITE, topic(Topics.MANIFESTS)));
        rules.add(may(User.PRODUCER, AclOperation.READ, topic(Topics.MANIFESTS))); // what it has sent before
        rules.add(may(User.PRODUCER, AclOperation.WRITE, anyThatBegins(ResourceType.TRANSACTIONAL_ID, "producer-")));

        rules.add(may(
                User.DATA_STORAGE,
                AclOperation.READ,
                new ResourcePattern(ResourceType.GROUP, "consumer-data-storage", PatternType.LITERAL)));
        rules.add(may(
                User.STREAM_STORAGE,
                AclOperation.READ,
                anyThatBegins(ResourceType.GROUP, "consumer-stream-storage"))); // Spark makes one for each query

        rules.add(may(User.BATCH, AclOperation.READ, topic(Topics.REJECTED)));
        rules.add(may(User.BATCH, AclOperation.READ, topic(Topics.MANIFESTS)));

        // How much there is, and what came in and was rejected; of events it reads none.
        rules.add(may(User.DASHBOARD, AclOperation.DESCRIBE, anyThatBegins(ResourceType.TOPIC, "market.")));
        rules.add(may(User.DASHBOARD, AclOperation.DESCRIBE, anyThatBegins(ResourceType.TOPIC, "trading.")));
        rules.add(may(User.DASHBOARD, AclOperation.READ, topic(Topics.MANIFESTS)));
        rules.add(may(User.DASHBOARD, AclOperation.READ, topic(Topics.REJECTED)));
        rules.add(may(User.DASHBOARD, AclOperation.READ, anyThatBegins(ResourceType.GROUP, "dashboard")));

        rules.add(may(User.TRADING_BOT, AclOperation.READ, topic(Topics.BARS))); // it belongs to no group: it reads all
        rules.add(may(User.TRADING_BOT, AclOperation.WRITE, topic(Topics.ORDERS)));
        rules.add(may(User.TRADING_BOT, AclOperation.WRITE, topic(Topics.FILLS)));
        return rules;
    }

    private static ResourcePattern topic(String name) {
        return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
    }

    private static ResourcePattern anyThatBegins(ResourceType type, String prefix) {
        return new ResourcePattern(type, prefix, PatternType.PREFIXED);
    }

    private static AclBinding may(User user, AclOperation operation, ResourcePattern resource) {
        return new AclBinding(
                resource, new AccessControlEntry(user.principal(), "*", operation, AclPermissionType.ALLOW));
    }

    /**
     * Sets passwords and rules, and returns when they are in force.
     *
     * @throws BootstrapException when Kafka is not there or refuses, or a password file cannot be had
     */
    void prepare() throws BootstrapException, InterruptedException {
        try (Admin admin = Admin.create(client)) {
            setPasswords(admin);
            allowAndForbid(admin);
        } catch (ExecutionException e) {
            throw new BootstrapException(
                    "cannot set Kafka's users and their rights: " + e.getCause().getMessage(), e.getCause());
        } catch (KafkaException e) {
            throw new BootstrapException("Kafka client: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BootstrapException("password files: " + e.getMessage(), e);
        }
    }

    /** Always, since Kafka does not tell which password a user has. */
    private void setPasswords(Admin admin) throws IOException, ExecutionException, InterruptedException {
        var mechanism = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        var changes = new ArrayList<UserScramCredentialAlteration>();
        for (User user : User.values()) {
            changes.add(new UserScramCredentialUpsertion(user.scram(), mechanism, passwords.password(user.scram())));
        }
        admin.alterUserScramCredentials(changes).all().get();
    }

    private void allowAndForbid(Admin admin) throws BootstrapException, ExecutionException, InterruptedException {
        Set<AclBinding> wanted = rules();
        Set<AclBinding> found = ofOurUsers(admin);
        List<AclBinding> missing = difference(wanted, found);
        List<AclBinding> surplus = difference(found, wanted);
        admin.createAcls(missing).all().get();
        admin.deleteAcls(surplus.stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
        surplus.forEach(rule -> log.warn("took back what nobody should have: {}", rule));
        log.info(
                "users of Kafka={} rules={} new={} taken_back={}",
                User.values().length,
                wanted.size(),
                missing.size(),
                surplus.size());
        patience.until(
                "the rules of Kafka's users", () -> inForce(admin, wanted)); // the broker hears of them a moment later
    }

    private static boolean inForce(Admin admin, Set<AclBinding> wanted)
            throws Patience.NotYet, BootstrapException, InterruptedException {
        try {
            if (!ofOurUsers(admin).equals(wanted)) {
                throw new Patience.NotYet(new IllegalStateException("the broker has not taken them over yet"));
            }
            return true;
        } catch (ExecutionException e) {
            throw new BootstrapException(
                    "cannot read the rules: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private static Set<AclBinding> ofOurUsers(Admin admin) throws ExecutionException, InterruptedException {
        var ours = Stream.of(User.values()).map(User::principal).collect(Collectors.toSet());
        return admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                .filter(rule -> ours.contains(rule.entry().principal()))
                .collect(Collectors.toSet());
    }

    private static List<AclBinding> difference(Set<AclBinding> these, Set<AclBinding> without) {
        return these.stream().filter(rule -> !without.contains(rule)).toList();
    }
}
