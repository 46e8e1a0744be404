package dev.millrace.simulator.comments;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All reactions by comment; an author makes each of them once. */
@ApplicationScoped
public class Reactions {

    static final Set<String> CONTENTS = Set.of("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes");

    private final Map<Long, List<Reaction>> byComment = new HashMap<>();
    private final Ids ids;
    private final Clock clock;

    Reactions(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** @param isNew whether the author had not made it before */
    record Made(Reaction reaction, boolean isNew) {}

    synchronized Made add(long comment, Account author, String content) {
        List<Reaction> all = byComment.computeIfAbsent(comment, id -> new ArrayList<>());
        Optional<Reaction> known = all.stream()
                .filter(made -> made.content().equals(content) && made.author().id() == author.id())
                .findFirst();
        if (known.isPresent()) {
            return new Made(known.get(), false);
        }
        var made = new Reaction(ids.next(), author, content, clock.instant());
        all.add(made);
        return new Made(made, true);
    }

    /** Those to a comment, oldest first. */
    synchronized List<Reaction> of(long comment) {
        return List.copyOf(byComment.getOrDefault(comment, List.of()));
    }

    /** Forgets all of them. */
    public synchronized void clear() {
        byComment.clear();
    }
}
