package dev.millrace.gateway.mcp;

import dev.millrace.gateway.mcp.McpTool.Effect;
import dev.millrace.kit.identity.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tools that change repositories; on a mirror, its upstream first. */
final class WriteTools {

    private static final String LINES = "application/x-ndjson";
    /** Bytes of a content in one line, the most that the API accepts. */
    private static final int PART = 4 << 20;

    private WriteTools() {}

    static List<McpTool> all() {
        return List.of(
                tool(
                        "commit_files",
                        "Commit files",
                        Effect.ADDS,
                        "Makes one commit of new, changed and deleted files on a branch. A mirror's upstream gets it first.",
                        commit().objects("files", "What changes.", file()).require("files"),
                        WriteTools::commitFiles),
                tool(
                        "commit_patch",
                        "Commit a patch",
                        Effect.ADDS,
                        "Applies a patch, as git apply would, and commits it on a branch.",
                        commit().text("patch", "Unified diff with paths a/ and b/.")
                                .require("patch"),
                        WriteTools::commitPatch),
                tool(
                        "create_branch",
                        "Create a branch",
                        Effect.ADDS,
                        "Creates a branch.",
                        InputSchema.ofRepository()
                                .text("name", "Name of the branch.")
                                .text("base", "Branch, tag or commit to start at.")
                                .require("name", "base"),
                        call -> call.send(
                                "POST",
                                "branches/create",
                                Map.of(
                                        "target_branch", call.given().needed("name"),
                                        "base_ref", call.given().needed("base")))),
                tool(
                        "delete_branch",
                        "Delete a branch",
                        Effect.REMOVES,
                        "Deletes a branch, on a mirror also upstream. Not the default branch.",
                        InputSchema.ofRepository()
                                .text("name", "Name of the branch.")
                                .require("name"),
                        call -> call.send(
                                "DELETE",
                                "branches",
                                Map.of("name", call.given().needed("name")))),
                tool(
                        "create_tag",
                        "Create a tag",
                        Effect.ADDS,
                        "Creates a lightweight tag.",
                        InputSchema.ofRepository()
                                .text("name", "Name of the tag.")
                                .text("target", "Id of the commit.")
                                .require("name", "target"),
                        call -> call.send(
                                "POST",
                                "tags",
                                Map.of(
                                        "name", call.given().needed("name"),
                                        "target", call.given().needed("target")))),
                tool(
                        "merge_branches",
                        "Merge branches",
                        Effect.REMOVES,
                        "Merges a branch into another. Conflicts are reported and change nothing.",
                        author(InputSchema.ofRepository()
                                .text("source", "Branch to be merged.")
                                .text("target", "Branch that gets it.")
                                .oneOf("strategy", "merge if absent.", "merge", "ff_only", "ff_prefer")
                                .flag("squash", "One commit instead of a merge.")
                                .text("message", "Message of the commit.")
                                .text("expected_head", "Refuse unless target is at this commit.")
                                .require("source", "target")),
                        WriteTools::merge));
    }

    private static McpTool tool(
            String name, String title, Effect effect, String description, InputSchema input, McpTool.Action action) {
        return new McpTool(name, title, ToolSet.WRITE, Set.of(Scope.GIT_WRITE), effect, description, input, action);
    }

    private static InputSchema commit() {
        return author(InputSchema.ofRepository()
                .text("branch", "Branch that gets the commit.")
                .text("base", "Branch to start a new branch at.")
                .text("message", "Message of the commit.")
                .text("expected_head", "Refuse unless the branch is at this commit.")
                .require("branch", "message"));
    }

    private static InputSchema author(InputSchema input) {
        return input.text("author_name", "Who writes the commit.")
                .text("author_email", "Address of the author.")
                .require("author_name", "author_email");
    }

    private static InputSchema file() {
        return InputSchema.none()
                .text("path", "Path of the file.")
                .text("content", "Whole new content; absent for deletions.")
                .oneOf("encoding", "text if absent.", "text", "base64")
                .flag("executable", "Mode 100755.")
                .flag("delete", "Delete the file, or folder.")
                .require("path");
    }

    private static String commitFiles(ToolCall call) throws IOException, ToolFailure {
        List<Map<String, Object>> files = new ArrayList<>();
        var contents = new StringBuilder();
        for (Given file : call.given().objects("files")) {
            file.requireKnown(file());
            String id = "content-" + files.size();
            Map<String, Object> entry = new HashMap<>();
            entry.put("path", file.needed("path"));
            entry.put("content_id", id);
            if (file.flag("delete")) {
                entry.put("operation", "delete");
            } else {
                entry.put("operation", "upsert");
                entry.put("mode", file.flag("executable") ? "100755" : "100644");
                append(contents, id, content(file));
            }
            files.add(entry);
        }
        if (files.isEmpty()) {
            throw new ToolFailure("the argument 'files' names no file");
        }
        Map<String, Object> metadata = metadata(call.given());
        metadata.put("files", files);
        return call.stream("POST", "commit-pack", LINES, ToolCall.json(Map.of("metadata", metadata)) + "\n" + contents);
    }

    private static byte[] content(Given file) throws ToolFailure {
        String content =
                file.content("content").orElseThrow(() -> new ToolFailure("a file needs 'content', or 'delete'"));
        if (file.text("encoding").filter("base64"::equals).isEmpty()) {
            return content.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getMimeDecoder().decode(content);
        } catch (IllegalArgumentException e) {
            throw new ToolFailure("the content of '%s' is not base64".formatted(file.needed("path")));
        }
    }

    private static void append(StringBuilder lines, String id, byte[] content) throws ToolFailure {
        int from = 0;
        do {
            int to = Math.min(content.length, from + PART);
            String part = Base64.getEncoder().encodeToString(Arrays.copyOfRange(content, from, to));
            lines.append(ToolCall.json(
                            Map.of("blob_chunk", Map.of("content_id", id, "data", part, "eof", to == content.length))))
                    .append('\n');
            from = to;
        } while (from < content.length);
    }

    private static String commitPatch(ToolCall call) throws IOException, ToolFailure {
        String patch = call.given().needed("patch");
        // git apply needs the end of the last line
        byte[] bytes = (patch.endsWith("\n") ? patch : patch + "\n").getBytes(StandardCharsets.UTF_8);
        var lines = new StringBuilder(ToolCall.json(Map.of("metadata", metadata(call.given())))).append('\n');
        for (int from = 0; from < bytes.length; from += PART) {
            int to = Math.min(bytes.length, from + PART);
            String part = Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to));
            lines.append(ToolCall.json(Map.of("diff_chunk", Map.of("data", part, "eof", to == bytes.length))))
                    .append('\n');
        }
        return call.stream("POST", "diff-commit", LINES, lines.toString());
    }

    private static Map<String, Object> metadata(Given given) throws ToolFailure {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("target_branch", given.needed("branch"));
        metadata.put("commit_message", given.needed("message"));
        metadata.put("author", person(given));
        given.text("base").ifPresent(base -> metadata.put("base_branch", base));
        given.text("expected_head").ifPresent(head -> metadata.put("expected_head_sha", head));
        return metadata;
    }

    private static Map<String, String> person(Given given) throws ToolFailure {
        return Map.of("name", given.needed("author_name"), "email", given.needed("author_email"));
    }

    private static String merge(ToolCall call) throws IOException, ToolFailure {
        Given given = call.given();
        Map<String, Object> body = new HashMap<>();
        body.put("source_branch", given.needed("source"));
        body.put("target_branch", given.needed("target"));
        body.put("strategy", given.text("strategy").orElse("merge"));
        body.put("squash", given.flag("squash"));
        body.put("author", person(given));
        given.text("message").ifPresent(message -> body.put("commit_message", message));
        given.text("expected_head").ifPresent(head -> body.put("expected_target_sha", head));
        return call.send("POST", "merge", body);
    }
}
