package dev.millrace.gateway.mcp;

import dev.millrace.gateway.mcp.McpTool.Effect;
import dev.millrace.gateway.route.OwnerClient.Answer;
import dev.millrace.kit.identity.Scope;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tools that show what repositories contain. */
final class ReadTools {

    private static final Set<Scope> SCOPES = Set.of(Scope.GIT_READ);
    private static final String LIMIT = "Most entries of a page.";
    private static final String CURSOR = "next_cursor of the page before.";
    private static final String REF = "Branch, tag or commit; the default branch if absent.";

    /** As git decides: a zero byte at the beginning of a file. */
    private static final int LOOKED_AT = 8000;

    private ReadTools() {}

    static List<McpTool> all() {
        return List.of(
                new McpTool(
                        "list_repositories",
                        "List repositories",
                        ToolSet.READ,
                        Set.of(Scope.ORG_READ),
                        Effect.READS,
                        "Lists the team's repositories, newest first.",
                        InputSchema.none()
                                .text("query", "Part of the name.")
                                .number("limit", LIMIT)
                                .text("cursor", CURSOR),
                        ReadTools::repositories),
                tool(
                        "list_files",
                        "List files",
                        "Lists paths of files. With last_commits, also the size and the commit that last changed each.",
                        paged(ref())
                                .text("path", "Folder; the root if absent.")
                                .flag("top_level_only", "Without the content of folders.")
                                .flag("last_commits", "With sizes and last commits; slower."),
                        ReadTools::files),
                tool(
                        "read_file",
                        "Read a file",
                        "Returns the text of a file, or some of its lines. Up to 1 MiB.",
                        ref().text("path", "Path of the file.")
                                .number("first_line", "1 for the first.")
                                .number("last_line", "Included.")
                                .require("path"),
                        ReadTools::file),
                tool(
                        "search_text",
                        "Search text",
                        "Finds lines that match an RE2 pattern in the files of one repository.",
                        paged(ref())
                                .text("pattern", "RE2 regular expression.")
                                .flag("ignore_case", "Upper and lower case are equal.")
                                .texts("paths", "Only below these folders or files.")
                                .texts("include", "Only files that match one of these globs.")
                                .texts("exclude", "No files that match one of these globs.")
                                .number("context", "Lines around each match, at most 10.")
                                .require("pattern"),
                        ReadTools::grep),
                tool(
                        "blame_file",
                        "Blame a file",
                        "Shows for each line of a file which commit wrote it.",
                        ref().text("path", "Path of the file.")
                                .texts("ranges", "As of git blame -L, for example 10,20.")
                                .require("path"),
                        call -> call.get(
                                "blame",
                                new ApiQuery()
                                        .with("path", call.given().needed("path"))
                                        .with("ref", call.given().text("ref"))
                                        .with("range", call.given().texts("ranges")))),
                tool(
                        "list_commits",
                        "List commits",
                        "Lists commits, newest first; with path, those that changed it.",
                        paged(ref()).text("path", "File or folder."),
                        call -> call.get(
                                "commits", page(call).with("path", call.given().text("path")))),
                tool(
                        "get_commit",
                        "Show a commit",
                        "Shows message, authors and parents of a commit.",
                        InputSchema.ofRepository()
                                .text("ref", "Any revision, for example main~2.")
                                .require("ref"),
                        call -> call.get(
                                "commit",
                                new ApiQuery().with("ref", call.given().needed("ref")))),
                tool(
                        "diff",
                        "Compare",
                        "Patch between two revisions. Without base: what the commit changed. With since_merge_base: what a"
                                + " branch changed since it left base.",
                        InputSchema.ofRepository()
                                .text("ref", "Newer revision, or branch.")
                                .text("base", "Older revision, or base branch.")
                                .flag("since_merge_base", "Compare with where ref left base.")
                                .texts("paths", "Only these files or folders.")
                                .require("ref"),
                        ReadTools::diff),
                tool(
                        "list_branches",
                        "List branches",
                        "Lists branches with their newest commits, by name.",
                        paged(InputSchema.ofRepository()),
                        call -> call.get("branches", pageOnly(call))),
                tool(
                        "list_tags",
                        "List tags",
                        "Lists tags with their commits, by name.",
                        paged(InputSchema.ofRepository()),
                        call -> call.get("tags", pageOnly(call))),
                tool(
                        "get_note",
                        "Read a note",
                        "Returns the git note of a commit.",
                        InputSchema.ofRepository()
                                .text("commit", "Id of the commit.")
                                .text("notes_ref", "refs/notes/commits if absent.")
                                .require("commit"),
                        call -> call.get(
                                "notes",
                                new ApiQuery()
                                        .with("sha", call.given().needed("commit"))
                                        .with("ref", call.given().text("notes_ref")))),
                tool(
                        "preview_merge",
                        "Preview a merge",
                        "Tells whether a merge would be clean, and which files conflict. Changes nothing.",
                        InputSchema.ofRepository()
                                .text("source", "Branch to be merged.")
                                .text("target", "Branch that would get it.")
                                .flag("contents", "With the contents of conflicting files.")
                                .require("source", "target"),
                        call -> call.get(
                                "merge/preview",
                                new ApiQuery()
                                        .with("source_branch", call.given().needed("source"))
                                        .with("target_branch", call.given().needed("target"))
                                        .with(
                                                "include_content",
                                                String.valueOf(call.given().flag("contents"))))));
    }

    private static McpTool tool(
            String name, String title, String description, InputSchema input, McpTool.Action action) {
        return new McpTool(name, title, ToolSet.READ, SCOPES, Effect.READS, description, input, action);
    }

    private static InputSchema ref() {
        return InputSchema.ofRepository().text("ref", REF);
    }

    private static InputSchema paged(InputSchema input) {
        return input.number("limit", LIMIT).text("cursor", CURSOR);
    }

    private static ApiQuery page(ToolCall call) throws ToolFailure {
        return pageOnly(call).with("ref", call.given().text("ref"));
    }

    private static ApiQuery pageOnly(ToolCall call) throws ToolFailure {
        return new ApiQuery()
                .with("limit", call.given().number("limit"))
                .with("cursor", call.given().text("cursor"));
    }

    private static String repositories(ToolCall call) throws IOException, ToolFailure {
        return ToolCall.text(call.getPath(
                "/api/repos" + pageOnly(call).with("q", call.given().text("query"))));
    }

    private static String files(ToolCall call) throws IOException, ToolFailure {
        ApiQuery query = page(call).with("path", call.given().text("path"));
        if (call.given().flag("last_commits")) {
            return call.get("files/metadata", query);
        }
        if (call.given().number("limit").isEmpty()) {
            // without it, the API lists all files at once
            query.with("limit", "1000");
        }
        return call.get(
                "files", query.with("recursive", String.valueOf(!call.given().flag("top_level_only"))));
    }

    private static String file(ToolCall call) throws IOException, ToolFailure {
        String path = call.given().needed("path");
        var query = new ApiQuery().with("path", path).with("ref", call.given().text("ref"));
        Answer answer = call.getPath(call.repositoryPath("file") + query);
        if (isBinary(answer.text())) {
            throw new ToolFailure("'%s' is not a text file".formatted(path));
        }
        String text = answer.text();
        Optional<Integer> first = call.given().number("first_line");
        Optional<Integer> last = call.given().number("last_line");
        String shown = first.isEmpty() && last.isEmpty() ? text : lines(text, first.orElse(1), last);
        return answer.isCut() ? shown + "\n[only the first 1 MiB of the file was read]" : shown;
    }

    private static boolean isBinary(String content) {
        int zero = content.indexOf(0);
        return zero >= 0 && zero < LOOKED_AT;
    }

    private static String lines(String text, int first, Optional<Integer> last) throws ToolFailure {
        List<String> all = text.lines().toList();
        int from = Math.max(1, first);
        int to = Math.min(last.orElse(all.size()), all.size());
        if (from > to) {
            throw new ToolFailure("there are no lines %d to %s: the file has %d"
                    .formatted(from, last.map(String::valueOf).orElse("the end"), all.size()));
        }
        return String.join("\n", all.subList(from - 1, to))
                + "\n[lines %d to %d of %d]".formatted(from, to, all.size());
    }

    private static String grep(ToolCall call) throws IOException, ToolFailure {
        Given given = call.given();
        Map<String, Object> body = new HashMap<>();
        body.put("query", Map.of("pattern", given.needed("pattern"), "case_sensitive", !given.flag("ignore_case")));
        given.text("ref").ifPresent(ref -> body.put("ref", ref));
        body.put("paths", given.texts("paths"));
        body.put(
                "file_filters",
                Map.of("include_globs", given.texts("include"), "exclude_globs", given.texts("exclude")));
        int around = given.number("context").orElse(0);
        body.put("context", Map.of("before", around, "after", around));
        Map<String, Object> page = new HashMap<>();
        given.number("limit").ifPresent(limit -> page.put("limit", limit));
        given.text("cursor").ifPresent(cursor -> page.put("cursor", cursor));
        body.put("pagination", page);
        return call.send("POST", "grep", body);
    }

    private static String diff(ToolCall call) throws IOException, ToolFailure {
        Given given = call.given();
        var query = new ApiQuery().with("path", given.texts("paths"));
        if (given.flag("since_merge_base")) {
            return call.get(
                    "branches/diff", query.with("branch", given.needed("ref")).with("base", given.text("base")));
        }
        return call.get("diff", query.with("ref", given.needed("ref")).with("base_ref", given.text("base")));
    }
}
