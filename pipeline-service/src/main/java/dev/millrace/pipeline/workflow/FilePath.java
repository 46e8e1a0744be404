package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.Arrays;

/** Paths of files of a job, which stay in its checkout or its home folder. */
final class FilePath {

    private static final String HOME = "~/";
    private static final int LONGEST = 1000;

    private FilePath() {}

    /** @param homeAllowed whether it may begin with {@code ~/} */
    static void refuse(Located path, boolean homeAllowed) {
        String relative =
                homeAllowed && path.value().startsWith(HOME) ? path.value().substring(HOME.length()) : path.value();
        if (!isRelative(relative)) {
            throw new BrokenOpsFile(
                    path.node(),
                    "path %s must be relative to the checkout%s and contain no '..'"
                            .formatted(Quoted.of(path.value()), homeAllowed ? ", or start with '~/'," : ""));
        }
    }

    static boolean isRelative(String path) {
        return !path.isBlank()
                && path.length() <= LONGEST
                && !path.startsWith("/")
                && !path.startsWith("~")
                && path.chars().noneMatch(Character::isISOControl)
                && Arrays.stream(path.split("/", -1)).noneMatch(".."::equals);
    }
}
