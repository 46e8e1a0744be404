package dev.millrace.simulator.transport;

import dev.millrace.simulator.access.Authentication;
import dev.millrace.simulator.access.Caller;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.GitHubApp;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may fetch and push: everyone fetches what is public; an installation needs {@code contents} on the
 * repository; people may do everything. A caller without a token is asked for one, also for what does not exist.
 */
@ApplicationScoped
class OpenRepository {

    private final Hosting hosting;
    private final Authentication authentication;
    private final GitHubApp app;

    OpenRepository(Hosting hosting, Authentication authentication, GitHubApp app) {
        this.hosting = hosting;
        this.authentication = authentication;
        this.app = app;
    }

    OpenOutcome handle(String owner, String name, @Nullable String authorization, boolean write) {
        Optional<HostedRepository> found = hosting.find(owner, name);
        return switch (authentication.caller(authorization)) {
            case Caller.Anonymous _, Caller.App _ ->
                found.filter(repository -> !repository.isPrivate() && !write)
                        .map(repository -> opened(repository, app.owner()))
                        .orElseGet(OpenOutcome.AuthenticationRequired::new);
            case Caller.Person(Account account) ->
                found.map(repository -> write && repository.isArchived() ? archived() : opened(repository, account))
                        .orElseGet(OpenRepository::missing);
            case Caller.Authorized(Account account) ->
                found.filter(repository -> !repository.isPrivate() && !write)
                        .map(repository -> opened(repository, account))
                        .orElseGet(OpenRepository::missing);
            case Caller.Installed(InstallationToken token) ->
                found.map(repository -> installed(repository, token, write)).orElseGet(OpenRepository::missing);
        };
    }

    private OpenOutcome installed(HostedRepository repository, InstallationToken token, boolean write) {
        boolean covered = token.covers(repository);
        boolean active = token.installation().suspendedAt().isEmpty();
        if (write && covered && active && !token.mayWrite("contents")) {
            return new OpenOutcome.PermissionDenied(
                    repository.fullName(), app.bot().login());
        }
        if (write && covered && active && repository.isArchived()) {
            return archived();
        }
        boolean allowed = covered && active && (write ? token.mayWrite("contents") : token.mayRead("contents"));
        boolean open = !repository.isPrivate() && !write;
        return allowed || open ? opened(repository, app.bot()) : missing();
    }

    private static OpenOutcome opened(HostedRepository repository, Account account) {
        return new OpenOutcome.Opened(repository, account);
    }

    private static OpenOutcome missing() {
        return new OpenOutcome.NotFound();
    }

    private static OpenOutcome archived() {
        return new OpenOutcome.Archived();
    }
}
