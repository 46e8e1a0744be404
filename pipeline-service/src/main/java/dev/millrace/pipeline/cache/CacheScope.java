package dev.millrace.pipeline.cache;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which caches the jobs of a build use: code that was not merged must not decide what a job of the base branch finds.
 *
 * @param team slug
 * @param upstreamKey of the repository
 * @param read scopes, the first one first
 * @param write the scope of new caches; empty if the build saves none
 */
record CacheScope(String team, String upstreamKey, List<String> read, Optional<String> write) {

    CacheScope {
        read = List.copyOf(read);
    }

    /**
     * Of a build.
     *
     * @param defaultBranch of the repository; empty while it is not known
     * @param isFork whether it runs a commit of a change from a fork, approved or not
     */
    static CacheScope of(BuildRow build, Optional<String> defaultBranch, boolean isFork) {
        Optional<String> own = isFork || build.origin().untrusted() ? Optional.empty() : own(build);
        // a request may also name a tag or a commit, so it reads what the branch has saved, and does not write there
        Optional<String> named =
                build.event() == TriggerEvent.MANUAL ? Optional.of(branch(build.ref())) : Optional.empty();
        List<String> read = Stream.of(
                        own, named, build.baseRef().map(CacheScope::branch), defaultBranch.map(CacheScope::branch))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return new CacheScope(build.team(), build.upstreamKey(), read, own);
    }

    private static Optional<String> own(BuildRow build) {
        // whatever started it: a command in a comment runs code of the change, too
        return build.changeNumber().map(number -> "change:" + number).or(() -> switch (build.event()) {
            case PUSHED, SCHEDULED -> Optional.of(branch(build.ref()));
            case TAG_CREATED -> Optional.of("tag:" + build.ref());
            case MANUAL -> Optional.of("manual:" + build.ref());
            // the branch of a group lives for minutes
            case MERGE_GROUP -> Optional.empty();
            // of another repository: the commit is one of the default branch, which has its own caches
            case CHANGE_OPENED, CHANGE_SYNCHRONIZED, CHANGE_REOPENED, CHANGE_MERGED, CHANGE_CLOSED -> Optional.empty();
        });
    }

    private static String branch(String name) {
        return "branch:" + name;
    }
}
