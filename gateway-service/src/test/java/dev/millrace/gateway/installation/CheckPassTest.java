package dev.millrace.gateway.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.RepositorySelection;
import dev.millrace.forge.AppInstallation;
import dev.millrace.forge.AppInstallations;
import dev.millrace.forge.ForgeFailure;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckPassTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final FakeApp app = new FakeApp();
    private final FakeApp otherApp = new FakeApp();
    private final FakeKnown known = new FakeKnown();
    private boolean stopping;

    @Test
    void takesEveryPageAsOfALittleBeforeItsTime() {
        app.pages.add(List.of("1", "2"));
        app.pages.add(List.of("3"));

        CheckOutcome outcome = run();

        assertThat(outcome).isEqualTo(new CheckOutcome.Complete(0));
        assertThat(known.taken).containsExactly("1", "2", "3");
        assertThat(known.asOf).containsOnly(NOW.minusSeconds(2));
    }

    @Test
    void removesOneThatNoAppHasAnyMore() {
        app.pages.add(List.of("1"));
        known.present.addAll(List.of("1", "2"));

        CheckOutcome outcome = run();

        assertThat(known.gone).containsExactly("2");
        assertThat(outcome).isEqualTo(new CheckOutcome.Complete(1));
    }

    @Test
    void keepsOneThatMovedToAPageThatWasReadBefore() {
        app.pages.add(List.of("1"));
        app.found.add("2");
        known.present.addAll(List.of("1", "2"));

        run();

        assertThat(known.gone).isEmpty();
        assertThat(known.taken).containsExactly("1", "2");
    }

    @Test
    void keepsOneOfAnotherApp() {
        app.pages.add(List.of("1"));
        otherApp.found.add("2");
        known.present.addAll(List.of("1", "2"));

        run();

        assertThat(known.gone).isEmpty();
        assertThat(known.taken).containsExactly("1");
    }

    @Test
    void removesNothingUnlessTheWholeListWasRead() {
        app.pages.add(List.of("1"));
        app.pages.add(List.of());
        app.failOnPage = 1;
        known.present.addAll(List.of("1", "2"));

        CheckOutcome outcome = run();

        assertThat(outcome).isInstanceOf(CheckOutcome.Failed.class);
        assertThat(known.gone).isEmpty();
    }

    @Test
    void endsAtARateLimit() {
        app.limited = Optional.of(NOW.plusSeconds(90));

        assertThat(run()).isEqualTo(new CheckOutcome.RateLimited(NOW.plusSeconds(90), 0));
    }

    @Test
    void changesNothingAfterItsLeaseWasLost() {
        app.pages.add(List.of("1"));
        known.present.add("2");
        stopping = true;

        assertThat(run()).isEqualTo(new CheckOutcome.Stopped(0));
        assertThat(known.taken).isEmpty();
        assertThat(known.gone).isEmpty();
    }

    private CheckOutcome run() {
        return new CheckPass(app, List.of(otherApp), known, Clock.fixed(NOW, ZoneOffset.UTC), () -> stopping).run();
    }

    private static AppInstallation installation(String id) {
        return new AppInstallation(
                id,
                Optional.of(new AppInstallation.Account("42", "acme", AccountType.ORGANIZATION)),
                RepositorySelection.ALL,
                List.of(),
                Optional.empty());
    }

    private static final class FakeApp implements AppInstallations {

        private final List<List<String>> pages = new ArrayList<>();
        private final List<String> found = new ArrayList<>();
        private int failOnPage = -1;
        private Optional<Instant> limited = Optional.empty();

        @Override
        public Page list(Optional<String> page) {
            limited.ifPresent(at -> {
                throw ForgeFailure.rateLimited("slow down", at);
            });
            int number = page.map(Integer::parseInt).orElse(0);
            if (number == failOnPage) {
                throw ForgeFailure.noApp("github.test");
            }
            return new Page(
                    pages.get(number).stream().map(CheckPassTest::installation).toList(),
                    number + 1 < pages.size() ? Optional.of(String.valueOf(number + 1)) : Optional.empty(),
                    NOW);
        }

        @Override
        public Optional<Found> find(String installationId) {
            return found.contains(installationId)
                    ? Optional.of(new Found(installation(installationId), NOW))
                    : Optional.empty();
        }
    }

    private static final class FakeKnown implements KnownInstallations {

        private final List<String> present = new ArrayList<>();
        private final List<String> taken = new ArrayList<>();
        private final List<Instant> asOf = new ArrayList<>();
        private final List<String> gone = new ArrayList<>();

        @Override
        public int take(AppInstallation listed, Instant at) {
            taken.add(listed.id());
            asOf.add(at);
            return 0;
        }

        @Override
        public List<String> present() {
            return present;
        }

        @Override
        public boolean gone(String installationId, Instant at) {
            return gone.add(installationId);
        }
    }
}
