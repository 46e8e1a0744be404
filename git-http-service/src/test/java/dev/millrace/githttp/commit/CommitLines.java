package dev.millrace.githttp.commit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests of the calls that commit, as clients stream them. */
public final class CommitLines {

    private CommitLines() {}

    /**
     * A commit of one file.
     *
     * @param more further fields of the metadata, each with a comma before it
     */
    public static String file(String branch, String path, String content, String more) {
        return """
                {"metadata":{"target_branch":"%s","commit_message":"change %s","author":{"name":"Eve","email":"eve@example.com"},\
                "files":[{"path":"%s","content_id":"c1","operation":"upsert","mode":"100644"}]%s}}
                {"blob_chunk":{"content_id":"c1","data":"%s","eof":true}}
                """.formatted(branch, path, path, more, base64(content));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
