/**
 * Runs the quarterly job when it is due or somebody asks for it, for as long as it is left running. Start at {@link
 * io.quarterdeck.batch.schedule.ScheduleCommand}. It knows the job as a command line and its exit code, nothing more, and
 * needs no Spark in its own process.
 */
package io.quarterdeck.batch.schedule;
