package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an installation covers over GitHub's REST API. */
final class GitHubInstallationRepositories implements InstallationRepositories {

    private static final String FIRST = "installation/repositories?per_page=100";

    private final InstallationCalls calls;

    GitHubInstallationRepositories(InstallationCalls calls) {
        this.calls = calls;
    }

    @Override
    public Page list(ForgeInstallation installation, Optional<String> page) {
        GitHubHttp.Page<ListBody> read = calls.sendForPage(installation, Call.get(page.orElse(FIRST)), ListBody.class);
        ListBody body = read.body();
        if (body.total() == null || body.repositories() == null) {
            // an empty list would remove all of them
            throw new ForgeFailure(Kind.UNEXPECTED, 200, "a list without total_count or repositories");
        }
        return new Page(body.repositories().stream().map(ReadBody::toRepository).toList(), body.total(), read.next());
    }

    private record ListBody(
            @JsonProperty("total_count") @Nullable Long total,
            @Nullable List<ReadBody> repositories) {}

    private record ReadBody(
            long id,
            @JsonProperty("full_name") @Nullable String fullName,
            @JsonProperty("private") boolean isPrivate) {

        InstalledRepository toRepository() {
            if (id == 0 || fullName == null) {
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "a repository without id or full_name");
            }
            return new InstalledRepository(Long.toString(id), fullName, isPrivate);
        }
    }
}
