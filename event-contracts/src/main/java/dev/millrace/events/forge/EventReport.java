package dev.millrace.events.forge;

import dev.millrace.events.Event;
import java.util.Optional;

/**
 * How an event came here that no forge sent: a program of a team, mostly a CI job, reported it to the Events API. It is what that
 * team states, so it holds for that team only. The repository of the event is then one of ours: its {@code instance} is {@code
 * millrace}.
 *
 * @param team slug of the team
 * @param mechanism what sent it, as it stated in {@code x-ops-mechanism}: {@code github-action}, {@code gitlab-job}; 1 to 64
 *     lower-case letters, digits and hyphens
 * @param actorForge kind of forge that the login of the event's actor is from, for example {@code github}; empty if the mechanism
 *     does not determine it
 */
public record EventReport(String team, Optional<String> mechanism, Optional<String> actorForge) {

    /** The report that the event was made from; empty if a forge sent it. */
    public static Optional<EventReport> of(Event event) {
        return switch (event) {
            case DeploymentCreated created -> created.report();
            case DeploymentStatusChanged status -> status.report();
            case ChangeUpdated change -> change.report();
            default -> Optional.empty();
        };
    }
}
