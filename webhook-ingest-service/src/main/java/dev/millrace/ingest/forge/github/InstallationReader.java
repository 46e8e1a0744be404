package dev.millrace.ingest.forge.github;

import dev.millrace.events.Event;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.ingest.forge.Delivered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code installation}, {@code installation_repositories} and {@code installation_target}. An account may list more repositories than fit into one
 * Kafka record; the rest follows in {@link InstallationRepositoriesChanged} events of the same key.
 */
final class InstallationReader {

    /** At some 200 bytes each, well under Kafka's limit of 1 MiB for a record. */
    private static final int REPOSITORIES_IN_EVENT = 2_000;

    private InstallationReader() {}

    static Optional<List<Event>> installation(Delivered delivered, Payload payload) {
        return action(payload.action()).map(action -> changed(delivered, payload, action));
    }

    static Optional<List<Event>> repositories(Delivered delivered, Payload payload) {
        boolean known = switch (payload.action()) {
            case "added", "removed" -> true;
            default -> false;
        };
        return known ? Optional.of(moved(delivered, payload)) : Optional.empty();
    }

    /** An account was renamed. The payload has the short form of the installation. */
    static Optional<List<Event>> renamed(Delivered delivered, Payload payload) {
        if (!payload.action().equals("renamed")) {
            return Optional.empty();
        }
        Payload account = payload.at("account");
        Payload changes = payload.at("changes");
        return Optional.of(List.of(new InstallationChanged(
                delivered.eventId(0),
                delivered.instance(),
                payload.at("installation").needId("id"),
                account.needId("id"),
                login(account),
                payload.text("target_type")
                        .flatMap(type -> Word.find(AccountType.class, type))
                        .orElse(AccountType.UNKNOWN),
                Action.RENAMED,
                List.of(),
                RepositorySelection.UNKNOWN,
                List.of(),
                Optional.empty(),
                changes.at("login").text("from").or(() -> changes.at("slug").text("from")),
                payload.at("sender").actor(),
                account.time("updated_at"),
                delivered.receivedAt())));
    }

    private static Optional<Action> action(String action) {
        return switch (action) {
            case "created" -> Optional.of(Action.CREATED);
            case "deleted" -> Optional.of(Action.DELETED);
            case "suspend" -> Optional.of(Action.SUSPENDED);
            case "unsuspend" -> Optional.of(Action.UNSUSPENDED);
            case "new_permissions_accepted" -> Optional.of(Action.PERMISSIONS_ACCEPTED);
            default -> Optional.empty();
        };
    }

    private static List<Event> changed(Delivered delivered, Payload payload, Action action) {
        Payload installation = payload.at("installation");
        Payload account = installation.at("account");
        List<InstalledRepository> all = listed(payload, "repositories");
        int first = Math.min(all.size(), REPOSITORIES_IN_EVENT);
        List<Event> events = new ArrayList<>();
        events.add(new InstallationChanged(
                delivered.eventId(0),
                delivered.instance(),
                installation.needId("id"),
                account.needId("id"),
                login(account),
                accountType(installation),
                action,
                all.subList(0, first),
                selection(installation),
                permissions(installation),
                installation.time("suspended_at"),
                Optional.empty(),
                payload.at("sender").actor(),
                installation.time("updated_at"),
                delivered.receivedAt()));
        if (action != Action.DELETED) { // a deletion removes every repository with it, listed or not
            addMoved(events, delivered, installation, all.subList(first, all.size()), List.of());
        }
        return events;
    }

    private static List<Event> moved(Delivered delivered, Payload payload) {
        List<Event> events = new ArrayList<>();
        List<InstalledRepository> added = listed(payload, "repositories_added");
        List<InstalledRepository> removed = listed(payload, "repositories_removed");
        addMoved(events, delivered, payload.at("installation"), added, removed);
        return events;
    }

    /** An enterprise has a slug. */
    private static String login(Payload account) {
        return account.text("login").or(() -> account.text("slug")).orElseThrow(() -> account.missing("login"));
    }

    private static AccountType accountType(Payload installation) {
        return installation
                .text("target_type")
                .or(() -> installation.at("account").text("type"))
                .flatMap(type -> Word.find(AccountType.class, type))
                .orElse(AccountType.UNKNOWN);
    }

    private static RepositorySelection selection(Payload installation) {
        return installation
                .text("repository_selection")
                .flatMap(selection -> Word.find(RepositorySelection.class, selection))
                .orElse(RepositorySelection.UNKNOWN);
    }

    private static List<Permission> permissions(Payload installation) {
        return installation.textsByName("permissions").entrySet().stream()
                .map(entry -> new Permission(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void addMoved(
            List<Event> events,
            Delivered delivered,
            Payload installation,
            List<InstalledRepository> added,
            List<InstalledRepository> removed) {
        for (int from = 0; from < Math.max(added.size(), removed.size()); from += REPOSITORIES_IN_EVENT) {
            events.add(new InstallationRepositoriesChanged(
                    delivered.eventId(events.size()),
                    delivered.instance(),
                    installation.needId("id"),
                    installation.at("account").needId("id"),
                    selection(installation),
                    slice(added, from),
                    slice(removed, from),
                    installation.time("updated_at"),
                    delivered.receivedAt()));
        }
    }

    private static List<InstalledRepository> slice(List<InstalledRepository> all, int from) {
        return all.subList(Math.min(from, all.size()), Math.min(from + REPOSITORIES_IN_EVENT, all.size()));
    }

    private static List<InstalledRepository> listed(Payload payload, String name) {
        return payload.each(name).map(Payload::installedRepository).toList();
    }
}
