package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Public repositories over GitHub's REST API, which lists those of organizations under {@code users}, too. */
final class GitHubPublicRepositories implements PublicRepositories {

    private static final String PATH = "users/%s/repos?type=owner&sort=full_name&per_page=%d&page=%d";

    private final InstallationCalls calls;

    GitHubPublicRepositories(InstallationCalls calls) {
        this.calls = calls;
    }

    @Override
    public Page list(ForgeInstallation installation, String login, int page) {
        String path = PATH.formatted(UrlPath.segment(login), PAGE_SIZE, page);
        GitHubHttp.Page<ReadBody[]> read = calls.sendForPage(installation, Call.get(path), ReadBody[].class);
        return new Page(
                Arrays.stream(read.body())
                        .map(ReadBody::toRepository)
                        // those that the installation covers may be listed, too
                        .filter(repository -> !repository.isPrivate())
                        .toList(),
                read.next().isPresent());
    }

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
