package dev.millrace.githttp.content;

import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.api.ApiBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;

/** What a commit contains, by the older routes. */
@Path("/api/v1/repos")
@RunOnVirtualThread
public class ClaimedContentResource extends ContentResource {

    ClaimedContentResource(GrantAccess access, ReadFile readFile, ContentCalls calls, ApiBody bodies) {
        super(access, readFile, calls, bodies);
    }
}
