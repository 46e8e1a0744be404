package dev.millrace.pipeline.command;

import java.util.List;
import java.util.Optional;

/** What a line of a comment requests. */
sealed interface Command {

    /** {@code /ops help}: what there is. */
    record Help() implements Command {}

    /** {@code /ops list}: the workflows whose names contain the filter. */
    record ListWorkflows(Optional<String> filter) implements Command {}

    /** {@code /ops status}: builds of the change. */
    record Status() implements Command {}

    /** {@code /ops measure}: how long the change took. */
    record Measure() implements Command {}

    /**
     * {@code /ops run}: a pipeline or a command of the file.
     *
     * @param version the part after the colon; empty for whichever the file has
     * @param arguments for a command
     */
    record Run(String name, Optional<String> version, List<String> arguments) implements Command {
        public Run {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code /ops stop}: ends a build. */
    record Stop(String build) implements Command {}

    /** {@code /test ?}: which pipelines there are. */
    record AskTests() implements Command {}

    /** {@code /test}: the pipelines that events of the change start, or one of them. */
    record Test(Optional<String> pipeline) implements Command {}

    /** {@code /retest}: those that did not pass. */
    record Retest() implements Command {}

    /** {@code /cancel}: ends the builds of the change. */
    record Cancel() implements Command {}

    /**
     * {@code /ok-to-test}: one commit of a change from a fork may run.
     *
     * @param sha its first 12 or more hex digits; empty for the head at the time of the comment
     */
    record OkToTest(Optional<String> sha) implements Command {}

    /** {@code /hold}: builds of the change do not begin. */
    record Hold() implements Command {}

    /** {@code /unhold}: they do again. */
    record Unhold() implements Command {}

    /** {@code /skip}: a pipeline's check counts although it did not run. */
    record Skip(String pipeline) implements Command {}

    /** {@code /override}: a check counts although it failed. */
    record OverrideCheck(String check) implements Command {}

    /** Whether it only reads, and so is neither audited nor refused on a closed change. */
    default boolean reads() {
        return switch (this) {
            case Help help -> true;
            case ListWorkflows list -> true;
            case Status status -> true;
            case Measure measure -> true;
            case AskTests ask -> true;
            case Run run -> false;
            case Stop stop -> false;
            case Test test -> false;
            case Retest retest -> false;
            case Cancel cancel -> false;
            case OkToTest ok -> false;
            case Hold hold -> false;
            case Unhold unhold -> false;
            case Skip skip -> false;
            case OverrideCheck override -> false;
        };
    }

    /** Whether it makes sense while the change is open only. */
    default boolean needsOpenChange() {
        return !reads() && !(this instanceof Stop) && !(this instanceof Cancel);
    }
}
