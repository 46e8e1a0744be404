package dev.millrace.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.gateway.mcp.McpTool.Effect;
import dev.millrace.gateway.route.OwnerClient.Answer;
import dev.millrace.kit.identity.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Tools that show builds, and why they failed. */
final class BuildTools {

    private static final Set<Scope> SCOPES = Set.of(Scope.GIT_READ, Scope.ORG_READ);
    private static final Set<String> FAILED = Set.of("failed", "timed_out", "error");
    private static final int LOGS = 3;
    private static final int USUAL_LINES = 80;
    private static final int MOST_LINES = 1000;
    private static final long MOST_BYTES = 256 * 1024;

    private BuildTools() {}

    static List<McpTool> all() {
        return List.of(
                tool(
                        "list_builds",
                        "List builds",
                        "Lists builds of pipelines, newest first.",
                        InputSchema.ofRepository()
                                .text("ref", "Short name of a branch or tag.")
                                .text("state", "For example failed, passed or running.")
                                .text("pipeline", "Name of a pipeline.")
                                .number("change", "Number of a pull request.")
                                .number("limit", "Most builds of a page.")
                                .text("cursor", "next of the page before."),
                        BuildTools::list),
                tool(
                        "get_build",
                        "Show a build",
                        "Shows a build and its jobs, with the end of the logs of up to 3 failed jobs.",
                        InputSchema.none()
                                .text("build", "Id of the build.")
                                .number("log_lines", "Lines of each log; 80 if absent.")
                                .require("build"),
                        BuildTools::show),
                tool(
                        "read_job_log",
                        "Read a job's log",
                        "Returns the end of what a job printed.",
                        InputSchema.none()
                                .text("build", "Id of the build.")
                                .text("job", "Name of the job.")
                                .number("lines", "At most 1000; 80 if absent.")
                                .require("build", "job"),
                        BuildTools::log));
    }

    private static McpTool tool(
            String name, String title, String description, InputSchema input, McpTool.Action action) {
        return new McpTool(name, title, ToolSet.BUILDS, SCOPES, Effect.READS, description, input, action);
    }

    private static String list(ToolCall call) throws IOException, ToolFailure {
        var query = new ApiQuery().with("repository", call.findRepository());
        for (String name : List.of("ref", "state", "pipeline", "cursor")) {
            query.with(name, call.given().text(name));
        }
        for (String name : List.of("change", "limit")) {
            query.with(name, call.given().number(name));
        }
        return ToolCall.text(call.getPath("/api/builds" + query));
    }

    private static String show(ToolCall call) throws IOException, ToolFailure {
        JsonNode build = ToolCall.parsed(call.getPath("/api/builds/" + id(call)));
        call.requireRepository(build.path("repository").asText());
        int lines = lines(call, "log_lines");
        int shown = 0;
        for (JsonNode job : build.path("jobs")) {
            if (FAILED.contains(job.path("state").asText()) && shown < LOGS) {
                ((ObjectNode) job)
                        .put("end_of_log", endOrReason(call, job.path("log").asText(), lines));
                shown++;
            }
        }
        return build.toString();
    }

    private static String log(ToolCall call) throws IOException, ToolFailure {
        String build = "/api/builds/" + id(call);
        call.requireRepository(
                ToolCall.parsed(call.getPath(build)).path("repository").asText());
        String job = ToolCall.segment(call.given().needed("job"));
        return end(call, "%s/jobs/%s/log".formatted(build, job), lines(call, "lines"));
    }

    /** A log that is gone does not hide the build. */
    private static String endOrReason(ToolCall call, String path, int lines) throws IOException {
        try {
            return end(call, path, lines);
        } catch (ToolFailure gone) {
            return "[" + gone.getMessage() + "]";
        }
    }

    private static String end(ToolCall call, String path, int lines) throws IOException, ToolFailure {
        Answer answer = call.getPath("%s?format=text&from=-%d".formatted(path, MOST_BYTES));
        List<String> all = answer.text().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    private static String id(ToolCall call) throws ToolFailure {
        String given = call.given().needed("build");
        try {
            return UUID.fromString(given).toString();
        } catch (IllegalArgumentException e) {
            throw new ToolFailure("'%s' is not the id of a build".formatted(given));
        }
    }

    private static int lines(ToolCall call, String name) throws ToolFailure {
        return Math.clamp(call.given().number(name).orElse(USUAL_LINES), 1, MOST_LINES);
    }
}
