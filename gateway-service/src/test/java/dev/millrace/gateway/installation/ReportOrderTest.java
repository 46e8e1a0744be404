package dev.millrace.gateway.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationChanged.Action;
import dev.millrace.events.forge.InstallationChanged.Permission;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.AppInstallation;
import dev.millrace.gateway.installation.Installation.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One installation's life at the forge, reported in any order, several times, and only in part. */
class ReportOrderTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final List<InstallationChanged> life = List.of(
            report(Action.CREATED, 0, "acme", "read", false),
            report(Action.SUSPENDED, 10, "acme", "read", true),
            report(Action.RENAMED, 20, "acme-inc", "read", true),
            report(Action.UNSUSPENDED, 30, "acme-inc", "read", false),
            report(Action.PERMISSIONS_ACCEPTED, 40, "acme-inc", "write", false),
            report(Action.SUSPENDED, 50, "acme-inc", "write", true),
            report(Action.RENAMED, 60, "acme", "write", true));

    @Test
    void isTheSameAfterAnyOrderWithAnyRepetition() {
        var random = new Random(12);
        for (int round = 0; round < 1_000; round++) {
            List<InstallationChanged> reports = new ArrayList<>(life);
            for (int i = 0; i < 5; i++) {
                reports.add(life.get(random.nextInt(life.size())));
            }
            Collections.shuffle(reports, random);

            Installation known = after(reports);

            assertThat(known.state()).as("round %d: %s", round, reports).isEqualTo(State.SUSPENDED);
            assertThat(known.suspendedAt()).contains(START.plusSeconds(50));
            assertThat(known.account().login()).isEqualTo("acme");
            assertThat(known.scope().permissions()).containsExactly(new Permission("contents", "write"));
        }
    }

    /** Whatever was reported before and whatever comes late, what the forge lists counts until something newer happens. */
    @Test
    void isWhatTheForgeListsWhateverWasReportedBefore() {
        var random = new Random(13);
        for (int round = 0; round < 1_000; round++) {
            List<InstallationChanged> reports = new ArrayList<>(life.subList(0, 5));
            Collections.shuffle(reports, random);
            int lost = random.nextInt(reports.size());
            int late = lost + random.nextInt(reports.size() - lost + 1);
            List<InstallationChanged> early = reports.subList(0, lost);
            Optional<Installation> before = early.isEmpty() ? Optional.empty() : Optional.of(after(early));
            Instant listedAt = START.plusSeconds(45);
            List<InstallationChanged> missed = new Differences("github.com", listedAt, START)
                    .of(
                            before,
                            before.map(ReportOrderTest::name),
                            listed("acme-inc", "write", false),
                            account("acme-inc"));

            List<InstallationChanged> all = new ArrayList<>(early);
            all.addAll(missed);
            Installation known = after(all).withReports(after(all).reports().listed("connection-1", listedAt));
            for (InstallationChanged tooLate : reports.subList(lost, late)) {
                known = after(known, tooLate);
            }

            assertThat(known.state()).as("round %d", round).isEqualTo(State.ACTIVE);
            assertThat(known.account().login()).isEqualTo("acme-inc");
            assertThat(known.scope().permissions()).containsExactly(new Permission("contents", "write"));
            assertThat(after(known, life.get(5)).state()).isEqualTo(State.SUSPENDED);
            assertThat(after(known, life.get(6)).account().login()).isEqualTo("acme");
        }
    }

    @Test
    void staysDeletedWhateverComesLate() {
        var random = new Random(14);
        for (int round = 0; round < 100; round++) {
            List<InstallationChanged> reports = new ArrayList<>(life);
            reports.add(report(Action.DELETED, 70, "acme", "write", true));
            Collections.shuffle(reports, random);

            assertThat(after(reports).state()).isEqualTo(State.DELETED);
        }
    }

    @Test
    void findsNoDifferenceWhereThereIsNone() {
        Installation known = after(life.subList(0, 5));

        List<InstallationChanged> missed = new Differences("github.com", START.plusSeconds(45), START)
                .of(
                        Optional.of(known),
                        Optional.of(name(known)),
                        listed("acme-inc", "write", false),
                        account("acme-inc"));

        assertThat(missed).isEmpty();
    }

    @Test
    void doesNotOverruleWhatIsNewerThanTheList() {
        Installation known = after(life);

        List<InstallationChanged> missed = new Differences("github.com", START.plusSeconds(45), START)
                .of(
                        Optional.of(known),
                        Optional.of(name(known)),
                        listed("acme-inc", "write", false),
                        account("acme-inc"));

        assertThat(missed).isEmpty();
    }

    @Test
    void namesTheEventsThatWebhooksShouldHaveCaused() {
        Installation known = after(life.subList(0, 1));
        Instant listedAt = START.plusSeconds(55);

        List<InstallationChanged> missed = new Differences("github.com", listedAt, START)
                .of(
                        Optional.of(known),
                        Optional.of(name(known)),
                        listed("acme-inc", "write", true),
                        account("acme-inc"));

        assertThat(missed).extracting(InstallationChanged::action).containsExactly(Action.SUSPENDED, Action.RENAMED);
        assertThat(missed).extracting(InstallationChanged::asOf).containsOnly(Optional.of(listedAt));
        assertThat(missed.getLast().previousLogin()).contains("acme");
        assertThat(missed)
                .isEqualTo(new Differences("github.com", listedAt, START)
                        .of(
                                Optional.of(known),
                                Optional.of(name(known)),
                                listed("acme-inc", "write", true),
                                account("acme-inc")));
    }

    private static Installation after(List<InstallationChanged> reports) {
        Installation known = new Installation(
                "github.com",
                "5501",
                new Account("42", reports.getFirst().accountLogin(), AccountType.UNKNOWN),
                InstallationScope.NOT_REPORTED,
                State.ACTIVE,
                Optional.empty(),
                Optional.empty(),
                Reports.NONE.name(reports.getFirst().asOf()),
                0,
                START);
        for (InstallationChanged report : reports) {
            known = after(known, report);
        }
        return known;
    }

    private static Installation after(Installation known, InstallationChanged report) {
        Installation after = known.after(report, START);
        AccountName name = new AccountName(report.accountLogin(), report.asOf()).unlessOlder(Optional.of(name(after)));
        return after.withAccount(after.account().named(name.login()), START)
                .withReports(after.reports().name(name.asOf()));
    }

    private static AccountName name(Installation known) {
        return AccountName.newest(List.of(known)).orElseThrow();
    }

    private static AppInstallation.Account account(String login) {
        return new AppInstallation.Account("42", login, AccountType.ORGANIZATION);
    }

    private static AppInstallation listed(String login, String level, boolean suspended) {
        return new AppInstallation(
                "5501",
                Optional.of(account(login)),
                RepositorySelection.ALL,
                List.of(new Permission("contents", level)),
                suspended ? Optional.of(START.plusSeconds(50)) : Optional.empty());
    }

    private static InstallationChanged report(
            Action action, int second, String login, String level, boolean suspended) {
        boolean isRename = action == Action.RENAMED;
        return new InstallationChanged(
                UUID.randomUUID(),
                "github.com",
                "5501",
                "42",
                login,
                AccountType.ORGANIZATION,
                action,
                List.of(),
                isRename ? RepositorySelection.UNKNOWN : RepositorySelection.ALL,
                isRename ? List.of() : List.of(new Permission("contents", level)),
                suspended && !isRename ? Optional.of(START.plusSeconds(second)) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START.plusSeconds(second)),
                START.plusSeconds(1_000));
    }
}
