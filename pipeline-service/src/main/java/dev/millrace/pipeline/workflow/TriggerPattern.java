package dev.millrace.pipeline.workflow;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of {@code events}: {@code github:<owner>/<repository>:<event>}, with an optional fourth part that narrows it
 * to some refs, in either of its two old forms {@code :<ref>} and {@code :ref==<ref>}.
 *
 * @param repository {@code owner/name} as written, or {@code self} for the repository that contains the file
 * @param event which event
 * @param ref pattern ({@link Glob}) of the branch or tag it fires for, of a change its head branch, of a merge group the
 *     branch that it goes into; empty for all
 */
public record TriggerPattern(String repository, TriggerEvent event, Optional<String> ref) {

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+");
    private static final String SELF = "self";
    private static final String ORIGIN = "github";
    private static final String OLD_FILTER = "ref==";

    /** The result of {@link #parse}. */
    sealed interface ParseOutcome {
        record Parsed(TriggerPattern pattern) implements ParseOutcome {}

        record Refused(String reason) implements ParseOutcome {}
    }

    static ParseOutcome parse(String text) {
        String[] parts = text.strip().split(":", 4);
        if (parts.length < 3) {
            return new ParseOutcome.Refused(
                    "event %s must have the form github:<owner>/<repository>:<event>, or github:self:<event>"
                            .formatted(Quoted.of(text)));
        }
        if (!parts[0].equals(ORIGIN)) {
            return new ParseOutcome.Refused("event %s names the origin %s; the only origin is github"
                    .formatted(Quoted.of(text), Quoted.of(parts[0])));
        }
        if (!parts[1].equals(SELF) && !REPOSITORY.matcher(parts[1]).matches()) {
            return new ParseOutcome.Refused("event %s names the repository %s; it must be <owner>/<repository> or self"
                    .formatted(Quoted.of(text), Quoted.of(parts[1])));
        }
        Optional<TriggerEvent> event = TriggerEvent.find(parts[2]).filter(TriggerEvent::isNamed);
        if (event.isEmpty()) {
            return new ParseOutcome.Refused("event %s is unknown; did you mean '%s'?"
                    .formatted(
                            Quoted.of(parts[2]),
                            TriggerEvent.nearestTo(parts[2]).wireName()));
        }
        Optional<String> filter = filter(parts);
        if (filter.filter(ref -> ref.contains(":")).isPresent()) {
            return new ParseOutcome.Refused("event %s has more than four parts; no branch or tag has a ':' in its name"
                    .formatted(Quoted.of(text)));
        }
        return new ParseOutcome.Parsed(new TriggerPattern(parts[1], event.get(), filter));
    }

    /** The other repository whose events it names, {@code owner/name} as written; empty for {@code self}. */
    public Optional<String> namedRepository() {
        return Optional.of(repository).filter(name -> !name.equals(SELF));
    }

    /** Whether this entry names the event; repositories are compared without case, as GitHub does. */
    boolean matches(EventFacts facts) {
        return names(facts)
                && ref.map(pattern -> Glob.matches(pattern, refOf(facts))).orElse(true);
    }

    /** As {@link #matches}, whatever the ref is. */
    boolean names(EventFacts facts) {
        String named = repository.equals(SELF) ? facts.home() : repository;
        return named.equalsIgnoreCase(facts.repository()) && event == facts.event();
    }

    /** The temporary branch of a merge group has a name that no author of a file can know. */
    private static String refOf(EventFacts facts) {
        return facts.event() == TriggerEvent.MERGE_GROUP ? facts.baseRef().orElse(facts.ref()) : facts.ref();
    }

    private static Optional<String> filter(String[] parts) {
        if (parts.length < 4 || parts[3].isBlank()) {
            return Optional.empty();
        }
        String written = parts[3].strip();
        return Optional.of(written.startsWith(OLD_FILTER) ? written.substring(OLD_FILTER.length()) : written);
    }
}
