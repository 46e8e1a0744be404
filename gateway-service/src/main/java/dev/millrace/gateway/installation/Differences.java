package dev.millrace.gateway.installation;

import dev.millrace.events.EventIds;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.AppInstallation;
import dev.millrace.gateway.installation.Installation.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the forge lists that no delivery has reported: the events that its webhooks should have caused. Their times are the
 * forge's, so that a delivery that arrives later changes nothing.
 *
 * @param instance host of the forge
 * @param asOf the time of the list, by the forge's clock
 * @param now by our clock
 */
record Differences(String instance, Instant asOf, Instant now) {

    /**
     * The events that are missing, in the order in which they have to be applied; none if what is known is newer.
     *
     * @param known what is known of it
     * @param name the newest name that is known of its account
     * @param listed what the forge lists
     * @param account of the installation, as the forge lists it
     */
    List<InstallationChanged> of(
            Optional<Installation> known,
            Optional<AccountName> name,
            AppInstallation listed,
            AppInstallation.Account account) {
        List<InstallationChanged> events = new ArrayList<>();
        if (known.isEmpty()) {
            events.add(event(listed, account, Action.CREATED, Optional.empty()));
            return events;
        }
        Installation before = known.get();
        boolean isNewer = !Reports.isOlder(Optional.of(asOf), before.reports().stateAsOf());
        if (isNewer && before.state() != State.DELETED) {
            state(before, listed, account).ifPresent(events::add);
        }
        name.filter(current -> !current.login().equals(account.login()))
                .filter(current -> !Reports.isOlder(Optional.of(asOf), current.asOf()))
                .ifPresent(current -> events.add(event(listed, account, Action.RENAMED, Optional.of(current.login()))));
        return events;
    }

    /** The event that says that the forge has it no more. */
    InstallationChanged gone(Installation known) {
        return event(
                known.id(),
                new AppInstallation.Account(
                        known.account().id(),
                        known.account().login(),
                        known.account().type()),
                Action.DELETED,
                RepositorySelection.UNKNOWN,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** One event carries state and scope together. */
    private Optional<InstallationChanged> state(
            Installation before, AppInstallation listed, AppInstallation.Account account) {
        boolean wasSuspended = before.state() == State.SUSPENDED;
        boolean isSuspended = listed.suspendedAt().isPresent();
        boolean hasScope =
                before.scope().updated(listed.selection(), listed.permissions()).isSameAs(before.scope())
                        && isTypeKnown(before, account);
        if (wasSuspended != isSuspended) {
            return Optional.of(
                    event(listed, account, isSuspended ? Action.SUSPENDED : Action.UNSUSPENDED, Optional.empty()));
        }
        return hasScope
                ? Optional.empty()
                : Optional.of(event(listed, account, Action.PERMISSIONS_ACCEPTED, Optional.empty()));
    }

    private static boolean isTypeKnown(Installation before, AppInstallation.Account account) {
        return account.type() == AccountType.UNKNOWN
                || account.type() == before.account().type();
    }

    private InstallationChanged event(
            AppInstallation listed, AppInstallation.Account account, Action action, Optional<String> previousLogin) {
        return event(
                listed.id(),
                account,
                action,
                listed.selection(),
                listed.permissions(),
                listed.suspendedAt(),
                previousLogin);
    }

    private InstallationChanged event(
            String id,
            AppInstallation.Account account,
            Action action,
            RepositorySelection selection,
            List<Permission> permissions,
            Optional<Instant> suspendedAt,
            Optional<String> previousLogin) {
        return new InstallationChanged(
                EventIds.of("gateway.installation.listed", instance, id, action, asOf),
                instance,
                id,
                account.id(),
                account.login(),
                account.type(),
                action,
                List.of(),
                selection,
                permissions,
                suspendedAt,
                previousLogin,
                Optional.empty(),
                Optional.of(asOf),
                now);
    }
}
