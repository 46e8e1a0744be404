package dev.millrace.gateway.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.forge.RepositoryReaders;
import dev.millrace.testing.SettableClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadersPassTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstalledRepository WIDGETS = new InstalledRepository("1", "acme/widgets", true);
    private static final InstalledRepository GADGETS = new InstalledRepository("2", "acme/gadgets", true);

    private final Map<String, InstallationRepositories.Page> lists = new HashMap<>();
    private final Map<String, RepositoryReaders.Page> readers = new HashMap<>();
    private final Map<String, ForgeFailure> failures = new HashMap<>();
    private final Known known = new Known();
    private int stopAfter = Integer.MAX_VALUE;

    @Test
    void readsEachRepositoryThatIsListedPageByPage() {
        lists.put("", new InstallationRepositories.Page(List.of(WIDGETS), 2, Optional.of("page 2")));
        lists.put("page 2", new InstallationRepositories.Page(List.of(GADGETS), 2, Optional.empty()));
        readers.put("acme/widgets", new RepositoryReaders.Page(List.of("77"), Optional.of("more")));
        readers.put("more", new RepositoryReaders.Page(List.of("78", "77"), Optional.empty()));
        readers.put("acme/gadgets", new RepositoryReaders.Page(List.of(), Optional.empty()));

        assertThat(run()).isEqualTo(new ReadersOutcome.Complete(0));
        assertThat(known.read).containsEntry("1", Set.of("77", "78")).containsEntry("2", Set.of());
        assertThat(known.isComplete).isTrue();
    }

    @Test
    void removesNothingWhenTheListChangedBetweenTwoPages() {
        lists.put("", new InstallationRepositories.Page(List.of(WIDGETS), 2, Optional.empty()));
        readers.put("acme/widgets", new RepositoryReaders.Page(List.of("77"), Optional.empty()));

        assertThat(run()).isEqualTo(new ReadersOutcome.Complete(0));
        assertThat(known.isComplete).isFalse();
    }

    @Test
    void goesOnAfterARepositoryThatTheForgeHides() {
        listBoth();
        failures.put("acme/widgets", ForgeFailure.notFound("gone"));
        readers.put("acme/gadgets", new RepositoryReaders.Page(List.of("77"), Optional.empty()));

        assertThat(run()).isEqualTo(new ReadersOutcome.Complete(1));
        assertThat(known.problems).containsExactly("1 gone");
        assertThat(known.read).containsOnlyKeys("2");
    }

    @Test
    void stopsAtARateLimitAndLeavesTheRestDue() {
        listBoth();
        failures.put("acme/widgets", ForgeFailure.rateLimited("limit", NOW.plusSeconds(60)));

        assertThat(run()).isEqualTo(new ReadersOutcome.RateLimited(NOW.plusSeconds(60)));
        assertThat(known.problems).containsExactly("1 limit, again");
        assertThat(known.read).isEmpty();
    }

    @Test
    void changesNothingWhenTheListCannotBeRead() {
        failures.put("", ForgeFailure.noApp("github.test"));

        assertThat(run()).isEqualTo(new ReadersOutcome.Failed("no GitHub App is connected at github.test"));
        assertThat(known.isComplete).isFalse();
        assertThat(known.read).isEmpty();
    }

    @Test
    void stopsWhenItIsAskedTo() {
        listBoth();
        readers.put("acme/widgets", new RepositoryReaders.Page(List.of(), Optional.empty()));
        stopAfter = 2;

        assertThat(run()).isEqualTo(new ReadersOutcome.Stopped());
        assertThat(known.read).containsOnlyKeys("1");
    }

    @Test
    void keepsTheOldAnswerAboutARepositoryWithTooManyAccounts() {
        lists.put("", new InstallationRepositories.Page(List.of(WIDGETS), 1, Optional.empty()));
        readers.put("acme/widgets", new RepositoryReaders.Page(List.of("77"), Optional.of("acme/widgets")));

        assertThat(run()).isEqualTo(new ReadersOutcome.Complete(0));
        assertThat(known.problems).containsExactly("1 more accounts than 20000 may read it");
    }

    private void listBoth() {
        lists.put("", new InstallationRepositories.Page(List.of(WIDGETS, GADGETS), 2, Optional.empty()));
    }

    private ReadersOutcome run() {
        InstallationRepositories list = (installation, page) -> answer(page.orElse(""), lists);
        RepositoryReaders read = (installation, fullName, page) -> answer(page.orElse(fullName), readers);
        return new ReadersPass(
                        new ForgeInstallation("github.test", "7"),
                        list,
                        read,
                        known,
                        new SettableClock(NOW),
                        () -> stopAfter-- <= 0)
                .run();
    }

    private <T> T answer(String asked, Map<String, T> answers) {
        if (failures.containsKey(asked)) {
            throw failures.get(asked);
        }
        return answers.get(asked);
    }

    private static final class Known implements KnownReaders {

        final Deque<DueRepository> due = new ArrayDeque<>();
        final Map<String, Set<String>> read = new LinkedHashMap<>();
        final List<String> problems = new ArrayList<>();
        boolean isComplete;

        @Override
        public void listed(List<InstalledRepository> repositories, Instant at) {
            repositories.forEach(repository -> due.add(new DueRepository(repository.id(), repository.fullName())));
        }

        @Override
        public void onlyListed() {
            isComplete = true;
        }

        @Override
        public Optional<DueRepository> takeDue() {
            return Optional.ofNullable(due.poll());
        }

        @Override
        public void read(DueRepository repository, Set<String> accounts, Instant at) {
            read.put(repository.id(), accounts);
        }

        @Override
        public void failed(DueRepository repository, String problem, boolean again) {
            problems.add(repository.id() + " " + problem + (again ? ", again" : ""));
        }
    }
}
