package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import dev.millrace.forge.GitHubHttp.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Check Runs over GitHub's REST API. Its writes do not wait for each other here: the caller sends those of an installation one after
 * the other, over all processes, and one that does not get a response must not hold up the owner who comes after it.
 */
final class GitHubCheckRuns implements CheckRuns {

    private static final Logger LOG = Logger.getLogger(GitHubCheckRuns.class);

    private final InstallationCalls calls;

    GitHubCheckRuns(InstallationCalls calls) {
        this.calls = calls;
    }

    @Override
    public CheckRun create(CheckRunTarget target, NewCheckRun run) {
        return write(target, new Call("POST", runs(target), WriteBody.of(run), false, false));
    }

    @Override
    public CheckRun update(CheckRunTarget target, long id, CheckRunUpdate update) {
        return write(target, new Call("PATCH", runs(target) + "/" + id, WriteBody.of(update), false, false));
    }

    @Override
    public CheckRun load(CheckRunTarget target, long id) {
        return send(target, Call.get(runs(target) + "/" + id), ReadBody.class)
                .body()
                .toCheckRun();
    }

    @Override
    public Optional<CheckRun> findByExternalId(CheckRunTarget target, String headSha, String name, String externalId) {
        var path = "repos/%s/commits/%s/check-runs?check_name=%s&filter=all&per_page=100"
                .formatted(UrlPath.repository(target.repository()), UrlPath.segment(headSha), UrlPath.segment(name));
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            var call = Call.get(next.get());
            Page<ListBody> page = send(target, call, ListBody.class);
            Optional<CheckRun> found = page.body().runs().stream()
                    .map(ReadBody::toCheckRun)
                    .filter(run -> run.externalId().map(externalId::equals).orElse(false))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            next = page.next();
        }
        return Optional.empty();
    }

    private static String runs(CheckRunTarget target) {
        return "repos/" + UrlPath.repository(target.repository()) + "/check-runs";
    }

    private CheckRun write(CheckRunTarget target, Call call) {
        Page<ReadBody> page = send(target, call, ReadBody.class);
        CheckRun run = page.body().toCheckRun();
        return page.moved() ? run.movedTo(currentName(target)) : run;
    }

    /** The redirect leads to the number of the repository, not to its name. What was written stays, known name or not. */
    private Optional<String> currentName(CheckRunTarget target) {
        try {
            var call = Call.get("repos/" + UrlPath.repository(target.repository()));
            return Optional.ofNullable(
                    send(target, call, RepositoryBody.class).body().fullName());
        } catch (ForgeFailure e) {
            LOG.infof(
                    "repository=%s has another name, which is not known yet: %s", target.repository(), e.getMessage());
            return Optional.empty();
        }
    }

    private <T> Page<T> send(CheckRunTarget target, Call call, Class<T> answer) {
        return calls.sendForPage(target.installation(), call, answer);
    }

    private record WriteBody(
            Optional<String> name,
            @JsonProperty("head_sha") Optional<String> headSha,
            @JsonProperty("external_id") Optional<String> externalId,
            @JsonProperty("details_url") Optional<String> detailsUrl,
            String status,
            Optional<String> conclusion,
            @JsonProperty("started_at") Optional<Instant> startedAt,
            @JsonProperty("completed_at") Optional<Instant> completedAt,
            Optional<OutputBody> output,
            Optional<List<CheckRunAction>> actions) {

        static WriteBody of(NewCheckRun run) {
            return of(
                    Optional.of(run.name()),
                    Optional.of(run.headSha()),
                    Optional.of(run.externalId()),
                    run.detailsUrl().map(Object::toString),
                    run.state(),
                    run.output(),
                    run.actions());
        }

        static WriteBody of(CheckRunUpdate update) {
            Optional<String> unchanged = Optional.empty();
            return of(unchanged, unchanged, unchanged, unchanged, update.state(), update.output(), update.actions());
        }

        private static WriteBody of(
                Optional<String> name,
                Optional<String> headSha,
                Optional<String> externalId,
                Optional<String> detailsUrl,
                CheckRunState state,
                Optional<CheckRunOutput> output,
                List<CheckRunAction> given) {
            var actions = Optional.of(given).filter(list -> !list.isEmpty());
            var shown = output.map(OutputBody::of);
            Optional<Instant> never = Optional.empty();
            return switch (state) {
                case CheckRunState.Queued queued ->
                    new WriteBody(
                            name,
                            headSha,
                            externalId,
                            detailsUrl,
                            "queued",
                            Optional.empty(),
                            never,
                            never,
                            shown,
                            actions);
                case CheckRunState.InProgress(Instant startedAt) ->
                    new WriteBody(
                            name,
                            headSha,
                            externalId,
                            detailsUrl,
                            "in_progress",
                            Optional.empty(),
                            wholeSeconds(startedAt),
                            never,
                            shown,
                            actions);
                case CheckRunState.Completed(
                        CheckRunState.Conclusion conclusion,
                        Instant startedAt,
                        Instant completedAt) ->
                    new WriteBody(
                            name,
                            headSha,
                            externalId,
                            detailsUrl,
                            "completed",
                            Optional.of(conclusion.wireName()),
                            wholeSeconds(startedAt),
                            wholeSeconds(completedAt),
                            shown,
                            actions);
            };
        }

        /** GitHub documents {@code YYYY-MM-DDTHH:MM:SSZ}, without fractions. */
        private static Optional<Instant> wholeSeconds(Instant at) {
            return Optional.of(at.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    private record OutputBody(
            String title, String summary, Optional<String> text, Optional<List<AnnotationBody>> annotations) {

        static OutputBody of(CheckRunOutput output) {
            return new OutputBody(
                    FittedText.title(output.title()),
                    FittedText.body(output.summary()),
                    output.text().map(FittedText::body),
                    Optional.of(output.annotations().stream()
                                    .map(AnnotationBody::of)
                                    .toList())
                            .filter(list -> !list.isEmpty()));
        }
    }

    private record AnnotationBody(
            String path,
            @JsonProperty("start_line") int startLine,
            @JsonProperty("end_line") int endLine,
            @JsonProperty("annotation_level") String level,
            String message,
            Optional<String> title) {

        static AnnotationBody of(CheckRunAnnotation annotation) {
            return new AnnotationBody(
                    annotation.path(),
                    annotation.startLine(),
                    annotation.endLine(),
                    annotation.level().wireName(),
                    FittedText.message(annotation.message()),
                    annotation.title().map(FittedText::title));
        }
    }

    private record RepositoryBody(
            @JsonProperty("full_name") @Nullable String fullName) {}

    private record ListBody(
            @JsonProperty("check_runs") @Nullable List<ReadBody> listed) {

        List<ReadBody> runs() {
            return listed == null ? List.of() : listed;
        }
    }

    private record ReadBody(
            long id,
            @JsonProperty("head_sha") @Nullable String headSha,
            @Nullable String name,
            @JsonProperty("external_id") @Nullable String externalId,
            @Nullable String status,
            @Nullable String conclusion,
            @Nullable ReadOutput output) {

        CheckRun toCheckRun() {
            if (id == 0 || headSha == null || name == null || status == null) {
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "a check run without id, head_sha, name or status");
            }
            return new CheckRun(
                    id,
                    headSha,
                    name,
                    Optional.ofNullable(externalId),
                    status,
                    Optional.ofNullable(conclusion),
                    Optional.empty(),
                    output == null ? 0 : output.annotationsCount());
        }
    }

    private record ReadOutput(
            @JsonProperty("annotations_count") int annotationsCount) {}
}
