package dev.millrace.githttp.fetch;

import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;

/** Ids that collide in JGit's hash sets: they share the words that JGit hashes, and differ in the last. */
final class CollidingIds {

    private CollidingIds() {}

    static List<ObjectId> of(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ObjectId(0x11111111, 0x22222222, 0x33333333, 0x44444444, i))
                .toList();
    }
}
