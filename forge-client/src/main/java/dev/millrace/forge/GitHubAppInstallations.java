package dev.millrace.forge;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.ForgeFailure.Kind;
import dev.millrace.forge.GitHubHttp.Call;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An App's installations over GitHub's REST API. */
final class GitHubAppInstallations implements AppInstallations {

    private static final String FIRST = "app/installations?per_page=100";

    private final AppCalls calls;

    GitHubAppInstallations(AppCalls calls) {
        this.calls = calls;
    }

    @Override
    public Page list(Optional<String> page) {
        GitHubHttp.Page<ReadBody[]> read = calls.sendForPage(Call.get(page.orElse(FIRST)), ReadBody[].class);
        return new Page(Arrays.stream(read.body()).map(ReadBody::toInstallation).toList(), read.next(), read.at());
    }

    @Override
    public Optional<Found> find(String installationId) {
        try {
            GitHubHttp.Page<ReadBody> read =
                    calls.sendForPage(Call.get("app/installations/" + UrlPath.segment(installationId)), ReadBody.class);
            return Optional.of(new Found(read.body().toInstallation(), read.at()));
        } catch (ForgeFailure e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private record ReadBody(
            long id,
            @Nullable AccountBody account,
            @JsonProperty("target_type") @Nullable String targetType,
            @JsonProperty("repository_selection") @Nullable String selection,
            @Nullable Map<String, String> permissions,
            @JsonProperty("suspended_at") @Nullable Instant suspendedAt) {

        AppInstallation toInstallation() {
            if (id == 0) {
                throw new ForgeFailure(Kind.UNEXPECTED, 200, "an installation without id");
            }
            return new AppInstallation(
                    Long.toString(id),
                    Optional.ofNullable(account).flatMap(read -> read.toAccount(Optional.ofNullable(targetType))),
                    word(RepositorySelection.values(), selection).orElse(RepositorySelection.UNKNOWN),
                    permissions == null ? List.of() : inOrder(permissions),
                    Optional.ofNullable(suspendedAt));
        }

        private static List<Permission> inOrder(Map<String, String> levels) {
            return new TreeMap<>(levels)
                    .entrySet().stream()
                            .map(entry -> new Permission(entry.getKey(), entry.getValue()))
                            .toList();
        }
    }

    private record AccountBody(
            long id,
            @Nullable String login,
            @Nullable String slug,
            @Nullable String type) {

        Optional<AppInstallation.Account> toAccount(Optional<String> targetType) {
            Optional<String> name = Optional.ofNullable(login).or(() -> Optional.ofNullable(slug));
            AccountType kind = targetType
                    .or(() -> Optional.ofNullable(type))
                    .flatMap(given -> word(AccountType.values(), given))
                    .orElse(AccountType.UNKNOWN);
            return name.filter(given -> id != 0)
                    .map(given -> new AppInstallation.Account(Long.toString(id), given, kind));
        }
    }

    /** The constant of this name; GitHub may add others. */
    private static <E extends Enum<E>> Optional<E> word(E[] known, @Nullable String given) {
        return given == null
                ? Optional.empty()
                : Arrays.stream(known)
                        .filter(each -> each.name().equals(given.toUpperCase(Locale.ROOT)))
                        .findFirst();
    }
}
