package dev.millrace.gateway.route;

/** Where a request goes. */
sealed interface RouteOutcome {
    /** The gateway answers it. */
    record Own() implements RouteOutcome {}

    /**
     * Another service answers it.
     *
     * @param forGit whether git is the reader: it shows a plain text to its user, and no JSON
     */
    record Forward(Upstream upstream, boolean forGit) implements RouteOutcome {}

    /** The path could mean one thing here and another in the service. */
    record Refused(String reason) implements RouteOutcome {}
}
