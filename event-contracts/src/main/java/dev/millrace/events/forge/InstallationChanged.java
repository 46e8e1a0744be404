package dev.millrace.events.forge;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Our App was installed in an account, removed, suspended or given other permissions, or the account was renamed.
 *
 * <p>Wire name {@code forge.installation.changed}, version 1. Topic {@code forge.installation}, keyed by forge instance and
 * account id, so that what happens to one account stays in order.
 *
 * @param eventId the same for every redelivery
 * @param instance host of the forge
 * @param installationId decimal string
 * @param accountId number of the organization or user, decimal string
 * @param accountLogin its name after the event
 * @param accountType what kind of account it is; {@code UNKNOWN} if the event does not contain it
 * @param action what happened
 * @param repositories {@code selected or all} repositories as listed; empty on suspend, unsuspend and rename, where GitHub
 *     lists none
 * @param selection which of the account's repositories it covers; {@code UNKNOWN} if the event does not contain it
 * @param permissions what the App may do, by name; empty if the event does not contain them
 * @param suspendedAt since when it is suspended, by the forge's clock
 * @param previousLogin name of the account before a rename
 * @param actor who did it
 * @param asOf when the forge last changed what is reported, by the forge's clock: for a rename the account, otherwise the
 *     installation. A report with an earlier time is older, in whatever order they arrive. Empty if the event does not
 *     contain it
 * @param occurredAt when the delivery reached us, or we read it from the forge, by our clock
 */
public record InstallationChanged(
        UUID eventId,
        String instance,
        String installationId,
        String accountId,
        String accountLogin,
        AccountType accountType,
        Action action,
        List<InstalledRepository> repositories,
        RepositorySelection selection,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Permission> permissions,
        Optional<Instant> suspendedAt,
        Optional<String> previousLogin,
        Optional<Actor> actor,
        Optional<Instant> asOf,
        Instant occurredAt)
        implements Event {

    public InstallationChanged {
        repositories = List.copyOf(repositories);
        accountType = accountTypeOf(accountType);
        selection = RepositorySelection.of(selection);
        permissions = orNone(permissions);
    }

    /** One whose report contains only the account. */
    public InstallationChanged(
            UUID eventId,
            String instance,
            String installationId,
            String accountId,
            String accountLogin,
            Action action,
            List<InstalledRepository> repositories,
            Optional<Actor> actor,
            Instant occurredAt) {
        this(
                eventId,
                instance,
                installationId,
                accountId,
                accountLogin,
                AccountType.UNKNOWN,
                action,
                repositories,
                RepositorySelection.UNKNOWN,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                actor,
                Optional.empty(),
                occurredAt);
    }

    @Override
    public String key() {
        return instance + ":" + accountId;
    }

    @Override
    public String subject() {
        return "installation/" + installationId;
    }

    private static AccountType accountTypeOf(@Nullable AccountType type) {
        return type == null ? AccountType.UNKNOWN : type;
    }

    private static List<Permission> orNone(@Nullable List<Permission> permissions) {
        return permissions == null ? List.of() : List.copyOf(permissions);
    }

    /** What happened to the installation. */
    public enum Action {
        CREATED,
        DELETED,
        SUSPENDED,
        UNSUSPENDED,
        PERMISSIONS_ACCEPTED,
        /** the account has another name; nothing else changed */
        RENAMED
    }

    /** Kind of the account. */
    public enum AccountType {
        USER,
        ORGANIZATION,
        ENTERPRISE,
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * One permission of the App.
     *
     * @param name in the forge's word, for example {@code checks}
     * @param level in the forge's word: {@code read}, {@code write} or {@code admin}
     */
    public record Permission(String name, String level) {}
}
