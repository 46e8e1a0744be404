package dev.millrace.simulator.checks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.hosting.HostedRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All check runs with every state that each of them had. */
@ApplicationScoped
public class CheckRuns {

    private static final int MOST_OF_ONE_NAME = 1000;

    private record SuiteKey(long repositoryId, String headSha) {}

    private final Ids ids;
    private final Clock clock;
    private final Map<SuiteKey, Long> suites = new HashMap<>();
    private final Map<Long, List<CheckRun>> histories = new TreeMap<>();

    CheckRuns(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    synchronized CheckRun create(HostedRepository repository, String headSha, CheckRequest request) {
        Instant now = clock.instant();
        long suiteId = suites.computeIfAbsent(new SuiteKey(repository.id(), headSha), _ -> ids.next());
        String status = request.status().orElse("queued");
        boolean completed = status.equals("completed");
        CheckRun run = new CheckRun(
                ids.next(),
                repository.id(),
                suiteId,
                headSha,
                request.name().orElseThrow(),
                status,
                request.conclusion(),
                request.externalId(),
                request.detailsUrl(),
                Optional.of(request.startedAt().orElse(now)),
                completed ? request.completedAt().or(() -> Optional.of(now)) : Optional.empty(),
                request.title(),
                request.summary(),
                request.text(),
                request.annotations().map(List::of).orElse(List.of()),
                now);
        histories.put(run.id(), new ArrayList<>(List.of(run)));
        forgetOldest(suiteId, run.name());
        return run;
    }

    /** Applies a change: annotations are added to the existing ones; the rest of an output is replaced. */
    synchronized CheckRun update(CheckRun run, CheckRequest request) {
        CheckRun old = current(run.id()).orElse(run);
        Instant now = clock.instant();
        String status = request.status().orElse(old.status());
        boolean completed = status.equals("completed");
        List<ArrayNode> annotations = new ArrayList<>(old.annotations());
        request.annotations().ifPresent(annotations::add);
        CheckRun changed = new CheckRun(
                old.id(),
                old.repositoryId(),
                old.suiteId(),
                old.headSha(),
                request.name().orElse(old.name()),
                status,
                completed ? request.conclusion().or(old::conclusion) : Optional.empty(),
                request.externalId().or(old::externalId),
                request.detailsUrl().or(old::detailsUrl),
                request.startedAt().or(old::startedAt),
                completed ? request.completedAt().or(old::completedAt).or(() -> Optional.of(now)) : Optional.empty(),
                request.hasOutput() ? request.title().or(old::title) : old.title(),
                request.hasOutput() ? request.summary() : old.summary(),
                request.hasOutput() ? request.text().or(old::text) : old.text(),
                List.copyOf(annotations),
                now);
        histories.computeIfAbsent(old.id(), _ -> new ArrayList<>()).add(changed);
        return changed;
    }

    synchronized Optional<CheckRun> current(long id) {
        return Optional.ofNullable(histories.get(id)).map(List::getLast);
    }

    /** The runs of a commit, newest first. */
    public synchronized List<CheckRun> of(HostedRepository repository, String headSha) {
        return histories.values().stream()
                .map(List::getLast)
                .filter(run ->
                        run.repositoryId() == repository.id() && run.headSha().equals(headSha))
                .sorted(Comparator.comparingLong(CheckRun::id).reversed())
                .toList();
    }

    /** Every state that a run had, oldest first. */
    public synchronized List<CheckRun> history(CheckRun run) {
        return List.copyOf(histories.getOrDefault(run.id(), List.of()));
    }

    /** The runs of a repository, newest first. */
    public synchronized List<CheckRun> of(HostedRepository repository) {
        return histories.values().stream()
                .map(List::getLast)
                .filter(run -> run.repositoryId() == repository.id())
                .sorted(Comparator.comparingLong(CheckRun::id).reversed())
                .toList();
    }

    public synchronized void clear() {
        histories.clear();
        suites.clear();
    }

    private void forgetOldest(long suiteId, String name) {
        List<Long> same = histories.values().stream()
                .map(List::getLast)
                .filter(run -> run.suiteId() == suiteId && run.name().equals(name))
                .map(CheckRun::id)
                .toList();
        same.stream().limit(Math.max(0, same.size() - MOST_OF_ONE_NAME)).forEach(histories::remove);
    }
}
