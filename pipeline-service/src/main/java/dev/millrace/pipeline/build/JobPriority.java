package dev.millrace.pipeline.build;

/**
 * Which jobs of a team go first. A person waits for a build that was requested, and for that of a pull request or of a merge group; a schedule can
 * wait.
 */
final class JobPriority {

    private JobPriority() {}

    /** 0 or more; the highest goes first. */
    static int of(BuildRow build) {
        return switch (build.origin().kind()) {
            case MANUAL, RERUN -> 3;
            case EVENT ->
                switch (build.event()) {
                    case CHANGE_OPENED, CHANGE_SYNCHRONIZED, CHANGE_REOPENED, MERGE_GROUP -> 2;
                    case CHANGE_MERGED, CHANGE_CLOSED, TAG_CREATED, PUSHED, SCHEDULED, MANUAL -> 1;
                };
            case SCHEDULE -> 0;
        };
    }
}
