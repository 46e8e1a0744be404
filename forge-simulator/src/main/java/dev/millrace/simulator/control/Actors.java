package dev.millrace.simulator.control;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Accounts;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;

/** The people and repositories that control calls name. */
@ApplicationScoped
class Actors {

    private static final String DEFAULT_LOGIN = "octocat";

    private final Accounts accounts;
    private final Hosting hosting;

    Actors(Accounts accounts, Hosting hosting) {
        this.accounts = accounts;
        this.hosting = hosting;
    }

    /** The user of this login, created on first use; {@code octocat} if no user is named. */
    Account user(Optional<String> login) {
        return accounts.ensure(login.orElse(DEFAULT_LOGIN), Account.Kind.USER);
    }

    HostedRepository repository(String owner, String name) {
        return hosting.find(owner, name)
                .orElseThrow(() -> GitHubFailure.of(404, "repository %s/%s does not exist".formatted(owner, name)));
    }

    /** Runs an action while no other thread changes the repository. */
    static <T> T locked(HostedRepository repository, Supplier<T> work) {
        repository.lock().lock();
        try {
            return work.get();
        } finally {
            repository.lock().unlock();
        }
    }
}
