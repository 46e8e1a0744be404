package dev.millrace.pipeline.identity;

import dev.millrace.pipeline.build.BuildRow;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an identity token states about a job. Pure. */
final class TokenClaims {

    private TokenClaims() {}

    /**
     * Who the job is: the repository by the forge's number, which no rename changes, and what the code belongs to. A branch is only stated
     * of code that was pushed to it or that its schedule runs: the head branch of a change may have any name, and a request may name a tag
     * like a branch.
     */
    static String subject(BuildRow build) {
        return "repository:%s:%s:%s".formatted(build.instance(), build.forgeRepositoryId(), place(build));
    }

    private static String place(BuildRow build) {
        // whatever started it: a command in a comment runs code of the change, too
        return build.changeNumber().map(number -> "change:" + number).orElseGet(() -> switch (build.event()) {
            case PUSHED, SCHEDULED -> "branch:" + build.ref();
            case TAG_CREATED -> "tag:" + build.ref();
            case MERGE_GROUP -> "merge_group:" + build.ref();
            case MANUAL -> "manual:" + build.ref();
            // of another repository, which starts the default branch of this one
            case CHANGE_OPENED, CHANGE_SYNCHRONIZED, CHANGE_REOPENED, CHANGE_MERGED, CHANGE_CLOSED ->
                "other:" + build.ref();
        });
    }

    /** All others than those of RFC 7519. */
    static Map<String, Object> of(BuildRow build, String job) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("team", build.team());
        claims.put("forge", build.instance());
        claims.put("forge_repository_id", build.forgeRepositoryId());
        claims.put("repository_id", build.repositoryId().toString());
        claims.put("repository", build.repository());
        claims.put("ref", build.ref());
        build.baseRef().ifPresent(base -> claims.put("base_ref", base));
        build.changeNumber().ifPresent(number -> claims.put("change", number));
        claims.put("sha", build.sha());
        claims.put("event", build.event().wireName());
        claims.put("trigger", build.origin().kind().wireName());
        build.origin().actor().ifPresent(actor -> claims.put("actor", actor));
        claims.put("pipeline", build.pipeline().name());
        claims.put("job", job);
        claims.put("build_id", build.id().toString());
        claims.put("attempt", build.origin().attempt());
        return claims;
    }
}
