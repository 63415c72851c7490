package io.quarterdeck.batch.schedule;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.event.SchedulerListener.SchedulerEventType;
import com.github.kagkarlsson.scheduler.exceptions.DbSchedulerException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarterdeck.batch.schedule.OperatorRequests.Request;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the job for those who ask for a quarter, and at its times, which PostgreSQL keeps: of several instances one runs it, what was missed is made up for, and
 * if the one that runs it dies another takes over.
 *
 * <p>A run refused by the gate waits for the next time like one that is done, since a retry would find the same data. A run
 * that failed is tried again after a wait, at the latest at the next time.
 *
 * <p>Requests are served first, within the same task, so that never two runs of the schedule are at work.
 */
final class QuarterlySchedule implements AutoCloseable {

    static final String TABLE = "schedule.scheduled_tasks";
    static final String TASK = "quarterly-features";
    static final TaskInstanceId INSTANCE = TaskInstanceId.of(TASK, RecurringTask.INSTANCE);

    /** A run that began so recently stands for the one that each start asks for: instances often start together. */
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 6;

    /** A little more than {@link SparkSubmit} takes to end its child. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(7);

    /** By when another instance may go on with what this one was stopped at. */
    private static final Duration HAND_OVER = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(QuarterlySchedule.class);

    private final Schedule times;
    private final Backoff backoff;
    private final Duration poll;
    private final Job job;
    private final List<String> due;
    private final OperatorRequests requests;
    private final MeterRegistry metrics;
    private final Scheduler scheduler;
    private volatile boolean stopping;
    private volatile Instant lastPoll = Instant.MIN;
    private volatile double lastRunSeconds = Double.NaN;
    private volatile double lastExitCode = Double.NaN;

    /**
     * @param poll how often to look whether the job is due
     * @param due the job's options at its times
     */
    QuarterlySchedule(
            DataSource database,
            Schedule times,
            Backoff backoff,
            Duration poll,
            Job job,
            List<String> due,
            MeterRegistry metrics) {
        this.times = times;
        this.backoff = backoff;
        this.poll = poll;
        this.job = job;
        this.due = List.copyOf(due);
        this.requests = new OperatorRequests(database);
        this.metrics = metrics;
        RecurringTask<Void> task = Tasks.recurring(TASK, times)
                .onFailure(this::retryLater)
                .execute((instance, context) -> {
                    serve();
                    run();
                });
        scheduler = Scheduler.create(database)
                .startTasks(task)
                .tableName(TABLE)
                .threads(1)
                .pollingInterval(poll)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(LONGEST_STOP)
                .failureLogging(LogLevel.OFF, false) // run() says it
                .addSchedulerListener(new Polls())
                .build();
        Gauge.builder("quarterdeck.schedule.last.run.seconds", () -> lastRunSeconds)
                .description("End of the last run of this instance, in epoch seconds")
                .register(metrics);
        Gauge.builder("quarterdeck.schedule.last.exit.code", () -> lastExitCode)
                .description("Exit code of that run: 0 done, 3 refused by the gate, others failed")
                .register(metrics);
        Gauge.builder("quarterdeck.schedule.next.run.seconds", this::nextRunSeconds)
                .description("When the job runs next on any instance, in epoch seconds")
                .register(metrics);
    }

    /** Begins to look for due runs, and asks for one at once. */
    void start() {
        scheduler.start();
        Instant now = Instant.now();
        boolean justDone = scheduler
                .getScheduledExecution(INSTANCE)
                .map(ScheduledExecution::getLastSuccess)
                .filter(last -> last.isAfter(now.minus(JUST_NOW)))
                .isPresent();
        if (!justDone) {
            runNow();
        }
    }

    /** Asks for a run at once; false while one is at work, as it may have begun too early for who asks. */
    boolean runNow() {
        Optional<ScheduledExecution<Object>> execution = scheduler.getScheduledExecution(INSTANCE);
        if (execution.isEmpty() || execution.get().isPicked()) {
            return false;
        }
        if (execution.get().getExecutionTime().isAfter(Instant.now())) {
            try {
                scheduler.reschedule(INSTANCE, Instant.now());
                scheduler.triggerCheckForDueExecutions(); // not only when it polls next
            } catch (DbSchedulerException e) {
                log.info("another instance was first: {}", e.getMessage()); // and has asked for the run or begun it
                return false;
            }
        }
        return true;
    }

    /** Sees to it that a request that waits is taken soon, by whichever instance. */
    void lookForRequests() {
        try {
            if (requests.waiting()) {
                runNow();
            }
        } catch (SQLException e) {
            log.warn("cannot look for requests: {}", e.getMessage());
        }
    }

    /** Whether it can look for due runs; not without PostgreSQL. */
    boolean ready() {
        Duration patience = poll.multipliedBy(3).plus(HEARTBEAT);
        return lastPoll.isAfter(Instant.now().minus(patience));
    }

    private void serve() {
        try {
            requests.settleLeftOpen(); // nobody else has the task, so nobody is at them
            while (!stopping) {
                Optional<Request> next = requests.take();
                if (next.isEmpty()) {
                    return;
                }
                serve(next.get());
            }
        } catch (SQLException e) {
            throw failed("cannot serve requests: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("a request was interrupted", e);
        }
    }

    /** A request is served once: when it fails, who asked sees it and may ask again. */
    private void serve(Request request) throws SQLException, InterruptedException {
        log.info("request={} quarter={}", request.action(), request.quarter());
        int exitCode;
        try {
            exitCode = job.run(request.jobOptions());
        } catch (IOException e) {
            requests.failed(request, null, e.getMessage());
            log.error("request={} cannot be run: {}", request.action(), e.getMessage());
            return;
        }
        boolean ended = exitCode == Job.DONE || exitCode == Job.REFUSED_BY_GATE;
        if (stopping && !ended) {
            requests.failed(request, exitCode, "the schedule was stopped");
            log.info("request={} was stopped", request.action());
            return;
        }
        String outcome = requests.ended(request, exitCode);
        log.info("request={} exit_code={} outcome='{}'", request.action(), exitCode, outcome);
    }

    private void run() {
        long started = System.nanoTime();
        int exitCode;
        try {
            exitCode = job.run(due);
        } catch (IOException e) {
            throw failed("cannot run the quarterly job: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("the quarterly job was interrupted", e);
        }
        lastRunSeconds = Instant.now().toEpochMilli() / 1000.0;
        lastExitCode = exitCode;
        long millis = (System.nanoTime() - started) / 1_000_000;
        switch (exitCode) {
            case Job.DONE -> {
                count("done");
                log.info("the quarterly job is done took={}ms", millis);
            }
            case Job.REFUSED_BY_GATE -> {
                count("refused");
                log.warn(
                        "the gate has refused a quarter; its old release stays, and nothing is tried again before the next"
                                + " time took={}ms",
                        millis);
            }
            default ->
                throw failed(
                        "the quarterly job " + (stopping ? "was ended" : "has failed") + " with exit code " + exitCode,
                        null);
        }
    }

    private RuntimeException failed(String message, Exception cause) {
        count(stopping ? "stopped" : "failed");
        return new IllegalStateException(message, cause);
    }

    private void count(String outcome) {
        metrics.counter("quarterdeck.schedule.runs", "outcome", outcome).increment();
    }

    private void retryLater(ExecutionComplete failure, ExecutionOperations<Void> operations) {
        int failuresBefore = failure.getExecution().consecutiveFailures;
        Instant regular = times.getNextExecutionTime(failure);
        Instant retry = failure.getTimeDone().plus(stopping ? HAND_OVER : backoff.after(failuresBefore));
        Instant next = retry.isBefore(regular) ? retry : regular;
        String reason = failure.getCause().map(Throwable::getMessage).orElse("");
        if (stopping) {
            log.info("stopped: {}; any instance goes on from {} on", reason, next);
        } else {
            log.error("{}; failures in a row: {}; next try at {}", reason, failuresBefore + 1, next);
        }
        operations.reschedule(failure, next);
    }

    private double nextRunSeconds() {
        return scheduler
                .getScheduledExecution(INSTANCE)
                .map(execution -> (double) execution.getExecutionTime().getEpochSecond())
                .orElse(Double.NaN);
    }

    /** Ends a run at work, hands it over and stops waiting. */
    @Override
    public void close() {
        stopping = true;
        job.stop();
        scheduler.stop();
    }

    private final class Polls extends AbstractSchedulerListener {
        @Override
        public void onSchedulerEvent(SchedulerEventType event) {
            if (event == SchedulerEventType.RAN_EXECUTE_DUE) {
                lastPoll = Instant.now();
            }
        }
    }
}
