package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.forge.GitHubHttp.Call;
import java.util.Optional;

/** Commit statuses over GitHub's REST API. */
final class GitHubCommitStatuses implements CommitStatuses {

    private final InstallationCalls calls;

    GitHubCommitStatuses(InstallationCalls calls) {
        this.calls = calls;
    }

    @Override
    public void set(CheckRunTarget target, String sha, CommitStatus status) {
        String path = "repos/%s/statuses/%s".formatted(UrlPath.repository(target.repository()), UrlPath.segment(sha));
        var body = new Body(
                status.state().wireName(),
                status.targetUrl().map(Object::toString),
                FittedText.statusDescription(status.description()),
                status.context());
        // the newest status of a context counts, so the call may be sent again
        calls.sendForPage(target.installation(), new Call("POST", path, body, true, false), JsonNode.class);
    }

    private record Body(
            String state, @JsonProperty("target_url") Optional<String> targetUrl, String description, String context) {}
}
