package dev.millrace.simulator.pulls;

import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The changes of each repository by number. */
@ApplicationScoped
public class Changes {

    private final Map<Long, Map<Integer, Change>> byRepository = new ConcurrentHashMap<>();

    void add(HostedRepository repository, Change change) {
        of(repository).put(change.number(), change);
    }

    /**
     * The change of this number.
     *
     * @throws GitHubFailure 404 if there is none
     */
    public Change load(HostedRepository repository, int number) {
        Change change = of(repository).get(number);
        if (change == null) {
            throw GitHubFailure.notFound();
        }
        return change;
    }

    /** All changes, newest first. */
    public List<Change> list(HostedRepository repository) {
        return of(repository).values().stream()
                .sorted(Comparator.comparingInt(Change::number).reversed())
                .toList();
    }

    public List<Change> open(HostedRepository repository) {
        return list(repository).stream().filter(Change::isOpen).toList();
    }

    public void clear() {
        byRepository.clear();
    }

    private Map<Integer, Change> of(HostedRepository repository) {
        return byRepository.computeIfAbsent(repository.id(), _ -> new ConcurrentSkipListMap<>());
    }
}
