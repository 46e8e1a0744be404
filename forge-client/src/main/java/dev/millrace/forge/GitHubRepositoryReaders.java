package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collaborators over GitHub's REST API. The App needs {@code metadata: read} and, in organizations, {@code members: read}. */
final class GitHubRepositoryReaders implements RepositoryReaders {

    private static final String FIRST = "repos/%s/collaborators?affiliation=all&per_page=100";

    private final InstallationCalls calls;

    GitHubRepositoryReaders(InstallationCalls calls) {
        this.calls = calls;
    }

    @Override
    public Page readers(ForgeInstallation installation, String fullName, Optional<String> page) {
        String path = page.orElseGet(() -> FIRST.formatted(UrlPath.repository(fullName)));
        GitHubHttp.Page<ReadBody[]> read = calls.sendForPage(installation, Call.get(path), ReadBody[].class);
        return new Page(
                Arrays.stream(read.body())
                        .filter(ReadBody::mayRead)
                        .map(ReadBody::number)
                        .toList(),
                read.next());
    }

    private record ReadBody(
            long id,
            @Nullable Map<String, Boolean> permissions,
            @JsonProperty("role_name") @Nullable String role) {

        boolean mayRead() {
            return permissions == null ? !"none".equals(role) : Boolean.TRUE.equals(permissions.get("pull"));
        }

        String number() {
            if (id == 0) {
                // to leave it out would take the access from an account that has it
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "a collaborator without id");
            }
            return Long.toString(id);
        }
    }
}
