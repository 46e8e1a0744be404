package dev.millrace.pipeline.execution;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The script and the environment with which bash runs a job. Pure. */
final class JobScript {

    private JobScript() {}

    /**
     * All steps as one script, so that {@code cd}, variables and an {@code if} over several steps work. The first command
     * that fails ends it, also within a pipe, and an unset variable is an error. Words are split as in any shell: the old
     * vendor's scripts split them at newlines and tabs only, which broke {@code for word in $(...)} for everyone else.
     */
    static String text(List<String> steps) {
        return "set -euo pipefail\n" + String.join("\n", steps) + "\n";
    }

    /**
     * The environment of the job, without {@code PATH}, which depends on where it runs; nothing of this service's own. Values of {@code env.static} win over
     * those that the platform sets, the job's over the pipeline's.
     *
     * @param home an empty directory
     */
    static Map<String, String> environment(BuildRow build, JobDefinition job, Path home) {
        String[] name = build.repository().split("/", 2);
        Map<String, String> environment = new TreeMap<>();
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("CI", "true");
        environment.put("ORG", name[0]);
        environment.put("REPO", name[name.length - 1]);
        environment.put("REF", build.ref());
        environment.put("SHA", build.sha());
        environment.put("EVENT_NAME", build.event().wireName());
        environment.put("RUN_ID", build.id().toString());
        // set but empty where they make no sense: scripts run with unset variables as an error
        environment.put("BASE_REF", build.baseRef().orElse(""));
        environment.put("PR_NUMBER", build.changeNumber().map(String::valueOf).orElse(""));
        environment.putAll(build.pipeline().env());
        environment.putAll(job.env());
        return environment;
    }
}
