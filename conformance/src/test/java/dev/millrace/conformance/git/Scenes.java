package dev.millrace.conformance.git;

import java.util.List;

/** Initial states of repositories for scenarios. */
final class Scenes {

    /** Protocol versions that a client may request; 1 is 0 with one line more. */
    static final List<String> PROTOCOLS = List.of("0", "1", "2");

    private Scenes() {}

    /** Five commits on main, a branch with one more, an ordinary and an annotated tag; all pushed from {@code work}. */
    static Session seeded(Session s) {
        s.begin("work");
        for (int i = 1; i <= 5; i++) {
            s.commit("file-" + i + ".txt", "content " + i + "\n");
            if (i == 2) {
                s.quietly("tag", "light");
            }
            if (i == 4) {
                s.quietly("tag", "-a", "-m", "Version 1", "v1");
            }
        }
        s.quietly("switch", "-q", "-c", "topic").commit("topic/deep/file.txt", "topic\n");
        s.quietly("switch", "-q", "main");
        return s.quietly("push", "-q", "origin", "main", "topic", "light", "v1");
    }

    /** The same, and another user's clone in {@code other} from before main moved on by two commits. */
    static Session movedOn(Session s) {
        seeded(s).in(".").quietly("clone", "-q", s.remote(), "other");
        s.in("work").commit("later-1.txt", "1\n").commit("later-2.txt", "2\n");
        return s.quietly("push", "-q", "origin", "main").in("other");
    }
}
