package io.quarterdeck.dashboard.api.trading;

import io.quarterdeck.dashboard.data.Database;
import io.quarterdeck.dashboard.web.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators demand of a run. The bot does it, and its journal says so; here it is only written down. */
public final class Commands {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    private static final int MOST = 100;
    private static final int LONGEST_REASON = 1000;
    private static final Set<String> HALTS = Set.of("FREEZE", "CANCEL", "FLATTEN");

    /** One demand of a run at a time, whoever asks. */
    private static final int LOCK = 0x5144_0005;

    private final Database database;

    public Commands(Database database) {
        this.database = database;
    }

    /**
     * @param command {@code kill} or {@code resume}
     * @param argument {@code FREEZE}, {@code CANCEL} or {@code FLATTEN}; of resume the guard
     */
    public record Request(String command, String argument, String reason) {}

    public record Accepted(long command) {}

    /**
     * @param state {@code waiting} or {@code done}
     * @param doneAt when the journal's entry was written; null while it waits
     */
    public record Command(
            long id,
            Instant requestedAt,
            String command,
            String argument,
            String actor,
            String reason,
            String state,
            Instant doneAt) {}

    /** Newest first. */
    static List<Command> of(Handle handle, String run) {
        return handle.createQuery("""
                        SELECT command.id, command.requested_at, command.command, command.argument, command.actor,
                               command.reason, CASE WHEN done.run IS NULL THEN 'waiting' ELSE 'done' END AS state,
                               done.written_at AS done_at
                          FROM trading.command
                          LEFT JOIN trading.journal AS done
                            ON done.run = command.run AND done.type = 'commanded'
                           AND (done.entry ->> 'request')::bigint = command.id
                         WHERE command.run = :run
                         ORDER BY command.id DESC
                         LIMIT :limit
                        """)
                .bind("run", run)
                .bind("limit", MOST)
                .mapTo(Command.class)
                .list();
    }

    /** Writes a demand down, unless the same one waits already, or there is nothing to resume. */
    public Accepted demand(String run, String actor, Request request) {
        check(request);
        long id = database.write(handle -> {
            handle.createQuery("SELECT pg_advisory_xact_lock(:lock, 0)")
                    .bind("lock", LOCK)
                    .mapTo(String.class)
                    .one();
            refusal(handle, Run.one(handle, run).run(), request).ifPresent(refusal -> {
                throw refusal;
            });
            return handle.createQuery("""
                            INSERT INTO trading.command (run, command, argument, actor, reason)
                            VALUES (:run, :command, :argument, :actor, :reason)
                            RETURNING id
                            """)
                    .bind("run", run)
                    .bind("command", request.command())
                    .bind("argument", request.argument())
                    .bind("actor", actor)
                    .bind("reason", request.reason().strip())
                    .mapTo(Long.class)
                    .one();
        });
        log.info("demanded run={} command={} {} actor={} id={}", run, request.command(), request.argument(), actor, id);
        return new Accepted(id);
    }

    private static void check(Request request) {
        boolean known = request.argument() != null
                && ("kill".equals(request.command()) && HALTS.contains(request.argument())
                        || "resume".equals(request.command())
                                && request.argument().matches("[a-z-]{1,50}"));
        if (!known || request.reason() == null || request.reason().isBlank()) {
            throw ApiException.badRequest(
                    "a command, what of, and a reason are needed",
                    "kill FREEZE, CANCEL or FLATTEN, or resume a guard: {\"command\": \"kill\", \"argument\":"
                            + " \"FREEZE\", \"reason\": \"wrong prices\"}.");
        }
        if (request.reason().length() > LONGEST_REASON || request.reason().indexOf('\0') >= 0) {
            throw ApiException.badRequest("the reason is too long", "At most " + LONGEST_REASON + " characters.");
        }
    }

    private static Optional<ApiException> refusal(Handle handle, Run run, Request request) {
        if ("ended".equals(run.state())) {
            return Optional.of(ApiException.conflict(run.name() + " has ended", "Its journal stays as it is."));
        }
        boolean waits = of(handle, run.name()).stream()
                .anyMatch(command -> command.state().equals("waiting")
                        && command.command().equals(request.command())
                        && command.argument().equals(request.argument()));
        if (waits) {
            return Optional.of(ApiException.conflict(
                    "this was demanded already and the bot has not done it yet", "See that the bot runs."));
        }
        boolean stands = request.command().equals("kill")
                || handle.createQuery("SELECT EXISTS (SELECT FROM trading.halts WHERE run = :run AND guard = :guard)")
                        .bind("run", run.name())
                        .bind("guard", request.argument())
                        .mapTo(Boolean.class)
                        .one();
        return stands
                ? Optional.empty()
                : Optional.of(ApiException.conflict(
                        request.argument() + " demands nothing of " + run.name(), "See its halts."));
    }
}
