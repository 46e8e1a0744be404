package dev.millrace.insights.backfill;

import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.kit.time.StoredTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One event of an import. Fields have the names and meanings of the Events API, with the time at which it happened beside them.
 */
sealed interface ImportLine {

    /** Text of one field, in characters. */
    int LONGEST = 500;

    /** A line cannot be imported; the message names the field and the rule. */
    final class Invalid extends Exception {

        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }

        String message() {
            String message = getMessage();
            return message == null ? "" : message;
        }
    }

    /** {@code owner/name} of a repository of the team. */
    String repository();

    /**
     * A state that a deployment reached.
     *
     * @param action as at the Events API, without synonyms
     * @param sha 40 or 64 hex digits
     * @param deploymentId joins the states of one deployment; empty if each is one of its own
     * @param createdAt when the deployment was requested
     */
    record DeploymentLine(
            String repository,
            String action,
            State state,
            String ref,
            String sha,
            String environment,
            Optional<String> deploymentId,
            Optional<String> user,
            Instant createdAt,
            Instant at)
            implements ImportLine {}

    /**
     * A change was opened, updated, merged or closed.
     *
     * @param sha its newest commit; when it is merged, the commit on the base branch
     */
    record ChangeLine(
            String repository,
            ChangeUpdated.Action action,
            long number,
            String title,
            String author,
            String base,
            String head,
            String sha,
            Instant createdAt,
            Instant at)
            implements ImportLine {}

    /** An incident as it is known now; the line replaces what was known by the same id. */
    record IncidentLine(
            String repository,
            String id,
            String title,
            Instant startedAt,
            Optional<Instant> resolvedAt,
            Optional<String> deploymentId)
            implements ImportLine {}

    /**
     * Reads a line.
     *
     * @param fields by name; absent and empty are the same
     * @throws Invalid with the field and the rule
     */
    static ImportLine read(Map<String, String> fields) throws Invalid {
        return new Fields(fields).read();
    }

    /** Reads fields of one line. */
    final class Fields {

        private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
        private static final Pattern INCIDENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

        private final Map<String, String> fields;

        private Fields(Map<String, String> fields) {
            this.fields = fields;
        }

        private ImportLine read() throws Invalid {
            return switch (required("event_name").toLowerCase(Locale.ROOT)) {
                case "deployment" -> deployment();
                case "change" -> change();
                case "incident" -> incident();
                case String other ->
                    throw new Invalid("event_name '%s' is none of deployment, change, incident".formatted(other));
            };
        }

        private DeploymentLine deployment() throws Invalid {
            Instant at = time("at");
            String action = switch (required("event_action").toLowerCase(Locale.ROOT)) {
                case "succeeded", "recovered" -> "success";
                case "failed", "error" -> "failure";
                case "initiated" -> "started";
                case String word -> word;
            };
            Optional<String> id = find("deployment_id");
            State state = switch (action) {
                case "success" -> State.SUCCESS;
                case "failure" -> State.FAILURE;
                case "started" -> State.PENDING;
                case "progressing" -> State.IN_PROGRESS;
                case "blocked" -> State.WAITING;
                default ->
                    throw new Invalid("event_action '%s' is none of success, failure, started, progressing, blocked"
                            .formatted(action));
            };
            if (id.isEmpty() && state != State.SUCCESS && state != State.FAILURE) {
                throw new Invalid(
                        "deployment_id is missing: without it, '%s' belongs to no deployment".formatted(action));
            }
            return new DeploymentLine(
                    required("repo"),
                    action,
                    state,
                    shortName(required("branch")),
                    commit(),
                    find("environment").orElse("production"),
                    id,
                    find("user"),
                    find("created_at").isPresent() ? time("created_at") : at,
                    at);
        }

        private ChangeLine change() throws Invalid {
            Instant at = time("at");
            ChangeUpdated.Action action = switch (required("event_action").toLowerCase(Locale.ROOT)) {
                case "open" -> ChangeUpdated.Action.OPENED;
                case "change" -> ChangeUpdated.Action.SYNCHRONIZED;
                case "merge" -> ChangeUpdated.Action.MERGED;
                case "close" -> ChangeUpdated.Action.CLOSED;
                case "reopen" -> ChangeUpdated.Action.REOPENED;
                case String other ->
                    throw new Invalid(
                            "event_action '%s' is none of open, change, merge, close, reopen".formatted(other));
            };
            return new ChangeLine(
                    required("repo"),
                    action,
                    number(),
                    find("title").orElse(""),
                    required("author"),
                    shortName(required("base")),
                    shortName(required("branch")),
                    commit(),
                    find("created_at").isPresent() ? time("created_at") : at,
                    at);
        }

        private IncidentLine incident() throws Invalid {
            String id = required("id");
            if (!INCIDENT.matcher(id).matches()) {
                throw new Invalid(
                        "id '%s' is not 1 to 100 letters, digits, dots, underscores, colons and hyphens".formatted(id));
            }
            Instant startedAt = time("started_at");
            Optional<Instant> resolvedAt =
                    find("resolved_at").isPresent() ? Optional.of(time("resolved_at")) : Optional.empty();
            if (resolvedAt.filter(startedAt::isAfter).isPresent()) {
                throw new Invalid("resolved_at '%s' is before started_at '%s'".formatted(resolvedAt.get(), startedAt));
            }
            return new IncidentLine(
                    required("repo"), id, find("title").orElse(""), startedAt, resolvedAt, find("deployment_id"));
        }

        private Optional<String> find(String name) throws Invalid {
            String value = fields.getOrDefault(name, "").strip();
            if (value.length() > LONGEST || value.indexOf('\0') >= 0) {
                throw new Invalid(
                        "%s has %,d characters: at most %d, and no NUL".formatted(name, value.length(), LONGEST));
            }
            return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }

        private String required(String name) throws Invalid {
            Optional<String> value = find(name);
            if (value.isEmpty()) {
                throw new Invalid(name + " is missing");
            }
            return value.get();
        }

        private String commit() throws Invalid {
            String commit = required("commit").toLowerCase(Locale.ROOT);
            if (!COMMIT.matcher(commit).matches()) {
                throw new Invalid("commit '%s' is not 40 or 64 hex digits".formatted(commit));
            }
            return commit;
        }

        private long number() throws Invalid {
            String text = required("number");
            try {
                long number = Long.parseLong(text);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new Invalid("number '%s' is not a whole number from 1 on".formatted(text));
        }

        private Instant time(String name) throws Invalid {
            String text = required(name);
            try {
                return StoredTime.checked(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException e) {
                throw new Invalid(
                        "%s '%s' is not a time with an offset such as 2026-11-01T08:00:00Z".formatted(name, text));
            }
        }

        private static String shortName(String ref) {
            return ref.replaceFirst("^refs/(heads|tags)/(?=.)", "");
        }
    }
}
