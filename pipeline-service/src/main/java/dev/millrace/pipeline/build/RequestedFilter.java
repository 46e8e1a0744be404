package dev.millrace.pipeline.build;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.repository.VisibleRepositories;
import dev.millrace.kit.time.StoredTime;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of a listing as a request states them; none of them is required. */
class RequestedFilter {

    /** Name of a repository. */
    @QueryParam("repository")
    @Nullable
    String repository;

    /** State of the build. */
    @QueryParam("state")
    @Nullable
    String state;

    /** Name of a pipeline or command. */
    @QueryParam("pipeline")
    @Nullable
    String pipeline;

    /** Kind of trigger. */
    @QueryParam("trigger")
    @Nullable
    String trigger;

    /** Login at the forge, or subject of a token. */
    @QueryParam("actor")
    @Nullable
    String actor;

    /** Short name of a branch or tag. */
    @QueryParam("ref")
    @Nullable
    String ref;

    /** Number of a change. */
    @QueryParam("change")
    @Nullable
    String change;

    /** Id of a workflow. */
    @QueryParam("workflow")
    @Nullable
    String workflow;

    /** Time, RFC 3339. */
    @QueryParam("since")
    @Nullable
    String since;

    /** Time, RFC 3339. */
    @QueryParam("until")
    @Nullable
    String until;

    /**
     * The filter of this caller.
     *
     * @param visible what of the team the caller reads
     * @throws MillraceException 400 if a value cannot be read, 403 if the token is for another repository
     */
    BuildFilter filter(Caller caller, VisibleRepositories visible) {
        Optional<String> named = text("repository", repository);
        named.ifPresent(caller::requireRepository);
        return new BuildFilter(
                caller.team(),
                named.or(() -> BuildAccess.onlyRepository(caller)),
                text("state", state)
                        .map(name -> RunState.find(name)
                                .orElseThrow(
                                        () -> MillraceException.badRequest("there is no state '%s'".formatted(name)))),
                text("pipeline", pipeline),
                text("trigger", trigger)
                        .map(name -> TriggerKind.find(name)
                                .orElseThrow(() -> MillraceException.badRequest(
                                        "there is no kind of trigger '%s'".formatted(name)))),
                text("actor", actor),
                text("ref", ref),
                parsed("change", change, "a number", Long::valueOf),
                parsed("workflow", workflow, "an id", UUID::fromString),
                time("since", since),
                time("until", until),
                visible);
    }

    private static Optional<String> text(String parameter, @Nullable String value) {
        if (value != null && value.indexOf('\0') >= 0) {
            throw MillraceException.badRequest("'%s' must not hold NUL".formatted(parameter));
        }
        return Optional.ofNullable(value);
    }

    private static Optional<Instant> time(String parameter, @Nullable String value) {
        return parsed(parameter, value, "a time such as 2026-11-20T09:00:00Z", text -> {
            try {
                return StoredTime.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    private static <T> Optional<T> parsed(
            String parameter, @Nullable String value, String form, Function<String, T> parse) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(value));
        } catch (IllegalArgumentException e) {
            throw MillraceException.badRequest("'%s' is '%s'; it must be %s".formatted(parameter, value, form));
        }
    }
}
