package dev.millrace.githttp.fetch;

import dev.millrace.git.ref.RetainedTips;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Where the history of a shallow client ends after this fetch. JGit computes this differently from git's own server (it
 * fails on a branch that is excluded entirely, on merges and on a relative depth), so it is computed here by the rules of
 * git's {@code upload-pack.c} and {@code shallow.c}, and JGit gets the request without it.
 *
 * @param shallow commits at which the client's history ends from now on
 * @param unshallow commits at which it ended until now, and whose parents the client gets
 * @param parents of the commits in {@code unshallow}: objects to send in addition to the wanted ones
 * @param cuts all commits whose parents the client does not get by walking down from what it wants or has
 */
record Deepening(List<ObjectId> shallow, List<ObjectId> unshallow, List<ObjectId> parents, List<ObjectId> cuts) {

    private static final String DEEPEN = "deepen ";
    private static final String SINCE = "deepen-since ";
    private static final String NOT = "deepen-not ";
    private static final String RELATIVE = "deepen-relative";
    private static final String SHALLOW = "shallow ";

    /** The depth that clients request with {@code --unshallow}. */
    private static final int INFINITE = Integer.MAX_VALUE;

    /**
     * How a request changes where the history ends; empty if it requests no change.
     *
     * @throws PackProtocolException if the request contradicts itself or selects no commit
     */
    static Optional<Deepening> of(Repository repository, FetchRequest request) throws IOException {
        int depth = 0;
        long since = 0;
        List<ObjectId> excluded = new ArrayList<>();
        List<ObjectId> wants = new ArrayList<>();
        List<ObjectId> ends = new ArrayList<>();
        for (String line : request.packets()) {
            if (line.startsWith(DEEPEN)) {
                depth = (int) RequestSyntax.number(line, DEEPEN, INFINITE);
            } else if (line.startsWith(SINCE)) {
                since = RequestSyntax.number(line, SINCE, Long.MAX_VALUE);
            } else if (line.startsWith(NOT)) {
                excluded.add(excluded(repository, line.substring(NOT.length())));
            } else if (line.startsWith(SHALLOW)) {
                ends.add(ObjectId.fromString(line.substring(SHALLOW.length())));
            } else if (line.startsWith("want ")) {
                wants.add(ObjectId.fromString(line.substring(5, 45)));
            } else if (line.startsWith("want-ref ")) {
                Ref ref = repository.exactRef(line.substring("want-ref ".length()));
                if (ref != null && ref.getObjectId() != null) {
                    wants.add(ref.getObjectId());
                }
            }
        }
        boolean byList = since > 0 || !excluded.isEmpty();
        if (depth == 0 && !byList) {
            return Optional.empty();
        }
        if (depth > 0 && byList) {
            throw new PackProtocolException("deepen and deepen-since (or deepen-not) cannot be used together");
        }
        try (RevWalk revisions = new RevWalk(repository)) {
            var walk = new ShallowWalk(revisions, ends);
            if (byList) {
                walk.cutByList(wants, since, excluded);
            } else if (depth == INFINITE) { // relative or not, as in upload-pack.c
                walk.keepWholeHistory(repository.getRefDatabase().getRefs(), wants, RetainedTips.of(repository));
            } else if (request.has(RELATIVE)) {
                walk.cutBelow(repository.getRefDatabase().getRefs(), depth + 1);
            } else {
                walk.cutAt(wants, depth);
            }
            return Optional.of(walk.result());
        } catch (MissingObjectException missing) {
            throw new PackProtocolException(
                    "want %s not valid: there is no such object"
                            .formatted(missing.getObjectId().name()),
                    missing);
        }
    }

    /** Whether a request of an early version only asks where the history will end, and requests the pack later. */
    static boolean isAllThatIsAskedFor(FetchRequest request) {
        return !request.isVersion2()
                && request.packets().stream().noneMatch(packet -> packet.equals("done") || packet.startsWith("have "));
    }

    /** The same request from a client whose history already ends where it will end. */
    FetchRequest without(FetchRequest request) {
        FetchRequest plain = request.with(line -> line.startsWith(DEEPEN)
                        || line.startsWith(SINCE)
                        || line.startsWith(NOT)
                        || line.startsWith(SHALLOW)
                        || line.equals(RELATIVE)
                ? ""
                : line);
        return plain.withArguments(
                cuts.stream().map(cut -> SHALLOW + cut.name()).toList());
    }

    /** The lines that report this to the client. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        shallow.forEach(commit -> lines.add(SHALLOW + commit.name()));
        unshallow.forEach(commit -> lines.add("unshallow " + commit.name()));
        return lines;
    }

    private static ObjectId excluded(Repository repository, String revision) throws IOException {
        if (ObjectId.isId(revision)) {
            return ObjectId.fromString(revision);
        }
        Ref ref = repository.findRef(revision);
        if (ref == null || ref.getObjectId() == null) {
            throw new PackProtocolException("deepen-not '%s' is not a ref".formatted(revision));
        }
        return ref.getObjectId();
    }
}
