package dev.millrace.pipeline.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The annotations of one attempt, without repetitions, in the order in which they were found. */
final class Annotations {

    static final int MOST = 1_000;

    private record Key(String path, int line, Annotation.Level level, String message) {}

    private final List<Annotation> all = new ArrayList<>();
    private final Set<Key> known = new HashSet<>();

    void add(Annotation annotation) {
        if (!isFull()
                && known.add(
                        new Key(annotation.path(), annotation.startLine(), annotation.level(), annotation.message()))) {
            all.add(annotation);
        }
    }

    boolean isFull() {
        return all.size() >= MOST;
    }

    List<Annotation> all() {
        return List.copyOf(all);
    }
}
