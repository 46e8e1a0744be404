package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import dev.millrace.forge.GitHubHttp.Page;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes and comments over GitHub's REST API, where comments on a change are comments on its issue. */
final class GitHubConversations implements Conversations {

    private static final int MOST_PAGES = 50;

    private final InstallationCalls calls;
    private final Optional<String> appId;

    /** @param appId number or client id of the App, by which its comments are recognized */
    GitHubConversations(InstallationCalls calls, Optional<String> appId) {
        this.calls = calls;
        this.appId = appId;
    }

    @Override
    public ForgeChange change(ForgeInstallation installation, String repository, long number) {
        var call = Call.get("repos/%s/pulls/%d".formatted(UrlPath.repository(repository), number));
        return calls.sendForPage(installation, call, ChangeBody.class).body().toChange();
    }

    @Override
    public void react(ForgeInstallation installation, String repository, String commentId, Reaction reaction) {
        var path = "repos/%s/issues/comments/%s/reactions"
                .formatted(UrlPath.repository(repository), UrlPath.segment(commentId));
        var call = Call.write("POST", path, new ReactionBody(reaction.wireName()), true);
        calls.sendForPage(installation, call, CreatedBody.class);
    }

    @Override
    public Optional<Long> findOwnComment(
            ForgeInstallation installation, String repository, long number, String marker) {
        Optional<String> next = Optional.of(comments(repository, number) + "?per_page=100");
        for (int page = 0; page < MOST_PAGES && next.isPresent(); page++) {
            Page<CommentBody[]> read = calls.sendForPage(installation, Call.get(next.get()), CommentBody[].class);
            Optional<Long> found = Arrays.stream(read.body())
                    .filter(comment -> comment.isBy(appId) && comment.begins(marker))
                    .map(CommentBody::id)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            next = read.next();
        }
        return Optional.empty();
    }

    @Override
    public long comment(ForgeInstallation installation, String repository, long number, String text) {
        var call = Call.write("POST", comments(repository, number), TextBody.of(text), false);
        return calls.sendForPage(installation, call, CreatedBody.class).body().known();
    }

    @Override
    public void edit(ForgeInstallation installation, String repository, long commentId, String text) {
        var path = "repos/%s/issues/comments/%d".formatted(UrlPath.repository(repository), commentId);
        calls.sendForPage(installation, Call.write("PATCH", path, TextBody.of(text), true), CreatedBody.class);
    }

    private static String comments(String repository, long number) {
        return "repos/%s/issues/%d/comments".formatted(UrlPath.repository(repository), number);
    }

    private record ReactionBody(String content) {}

    private record TextBody(String body) {

        static TextBody of(String text) {
            return new TextBody(FittedText.body(text));
        }
    }

    private record CreatedBody(long id) {

        long known() {
            if (id == 0) {
                throw new ForgeFailure(Kind.UNEXPECTED, 201, "a comment without id");
            }
            return id;
        }
    }

    private record CommentBody(
            long id,
            @Nullable String body,

            @JsonProperty("performed_via_github_app") @Nullable
            AppBody app) {

        boolean isBy(Optional<String> appId) {
            return app != null && appId.filter(app::isCalled).isPresent();
        }

        boolean begins(String marker) {
            return body != null && body.startsWith(marker);
        }
    }

    private record AppBody(
            long id, @JsonProperty("client_id") @Nullable String clientId) {

        boolean isCalled(String appId) {
            return appId.equals(Long.toString(id)) || appId.equals(clientId);
        }
    }

    private record ChangeBody(
            long number,
            @Nullable String state,
            @Nullable TipBody head,
            @Nullable TipBody base,
            @JsonProperty("created_at") @Nullable Instant createdAt,
            @JsonProperty("merged_at") @Nullable Instant mergedAt) {

        ForgeChange toChange() {
            if (number == 0 || state == null || createdAt == null || head == null || base == null) {
                throw unexpected();
            }
            String headSha = head.sha();
            String headRef = head.ref();
            String baseRef = base.ref();
            if (headSha == null || headRef == null || baseRef == null || base.repo() == null) {
                throw unexpected();
            }
            boolean fromFork =
                    head.repo() == null || head.repo().id() != base.repo().id();
            return new ForgeChange(
                    number,
                    state.equals("open"),
                    headSha,
                    headRef,
                    fromFork,
                    baseRef,
                    createdAt,
                    Optional.ofNullable(mergedAt));
        }

        private static ForgeFailure unexpected() {
            return new ForgeFailure(Kind.UNEXPECTED, 200, "a change without number, state, times, head or base");
        }
    }

    private record TipBody(
            @Nullable String ref,
            @Nullable String sha,
            @Nullable RepositoryBody repo) {}

    private record RepositoryBody(long id) {}
}
