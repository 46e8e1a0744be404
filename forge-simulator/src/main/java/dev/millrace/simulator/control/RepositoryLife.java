package dev.millrace.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.app.Installation;
import dev.millrace.simulator.app.Installations;
import dev.millrace.simulator.hooks.AnnounceEvent;
import dev.millrace.simulator.hooks.AnnounceInstallation;
import dev.millrace.simulator.hosting.AccountShape;
import dev.millrace.simulator.hosting.Commits;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.hosting.ImportRepository;
import dev.millrace.simulator.rest.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;

/** Creates, changes and deletes repositories, and announces each as {@code repository}; and who may do what in them. */
@ApplicationScoped
class RepositoryLife {

    private final Hosting hosting;
    private final ImportRepository importRepository;
    private final AnnounceEvent announce;
    private final AnnounceInstallation announceInstallation;
    private final Installations installations;
    private final AccountShape accounts;
    private final Clock clock;

    RepositoryLife(
            Hosting hosting,
            ImportRepository importRepository,
            AnnounceEvent announce,
            AnnounceInstallation announceInstallation,
            Installations installations,
            AccountShape accounts,
            Clock clock) {
        this.hosting = hosting;
        this.importRepository = importRepository;
        this.announce = announce;
        this.announceInstallation = announceInstallation;
        this.installations = installations;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** A new repository, announced when it is filled; an installation on all repositories gets it too. */
    HostedRepository create(
            Account owner, Account creator, String name, boolean isPrivate, String branch, Optional<Path> source) {
        HostedRepository repository = hosting.create(owner, name, isPrivate, branch);
        return Actors.locked(repository, () -> {
            try {
                source.ifPresent(path -> importRepository.handle(repository, path));
            } catch (RuntimeException e) {
                hosting.delete(repository);
                throw e;
            }
            announce(repository, creator, "created");
            installations
                    .covering(repository)
                    .filter(Installation::isOnAll)
                    .ifPresent(installation ->
                            announceInstallation.repositories(installation, creator, List.of(repository), List.of()));
            return repository;
        });
    }

    void rename(HostedRepository repository, Account by, String newName) {
        String oldName = repository.name();
        hosting.rename(repository, newName);
        ObjectNode payload = action("renamed");
        payload.putObject("changes").putObject("repository").putObject("name").put("from", oldName);
        announce.inRepository("repository", repository, by, payload);
    }

    void describe(HostedRepository repository, Account by, String description) {
        ObjectNode payload = action("edited");
        payload.putObject("changes")
                .putObject("description")
                .put("from", repository.description().orElse(null));
        repository.describe(description, clock.instant());
        announce.inRepository("repository", repository, by, payload);
    }

    void changeDefaultBranch(HostedRepository repository, Account by, String branch) {
        Commits.load(repository, Constants.R_HEADS + branch);
        ObjectNode payload = action("edited");
        payload.putObject("changes").putObject("default_branch").put("from", repository.defaultBranch());
        hosting.changeDefaultBranch(repository, branch);
        announce.inRepository("repository", repository, by, payload);
    }

    void archive(HostedRepository repository, Account by, boolean archived) {
        repository.archive(archived, clock.instant());
        announce(repository, by, archived ? "archived" : "unarchived");
    }

    void makePrivate(HostedRepository repository, Account by, boolean isPrivate) {
        repository.makePrivate(isPrivate, clock.instant());
        announce(repository, by, isPrivate ? "privatized" : "publicized");
    }

    /** Gives a user a role; announced as {@code member} if that is another one. */
    void grant(HostedRepository repository, Account by, Account user, String role) {
        String before = repository.grants().getOrDefault(user.login().toLowerCase(Locale.ROOT), "none");
        repository.grant(user.login(), role);
        if (before.equals(role)) {
            return;
        }
        ObjectNode payload = action(before.equals("none") ? "added" : role.equals("none") ? "removed" : "edited");
        payload.set("member", accounts.user(user));
        announce.inRepository("member", repository, by, payload);
    }

    /** Deletes; announced while there still is an installation that covers it, whose selection it then leaves. */
    void delete(HostedRepository repository, Account by) {
        announce(repository, by, "deleted");
        installations.covering(repository).ifPresent(installation -> {
            installation.unselect(List.of(repository.id()), clock.instant());
            announceInstallation.repositories(installation, by, List.of(), List.of(repository));
        });
        hosting.delete(repository);
    }

    private void announce(HostedRepository repository, Account by, String action) {
        announce.inRepository("repository", repository, by, action(action));
    }

    private static ObjectNode action(String action) {
        return Json.object().put("action", action);
    }
}
