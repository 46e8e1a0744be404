package dev.millrace.githttp.content;

import dev.millrace.githttp.access.GrantAccess;
import dev.millrace.githttp.api.ApiBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;

/** What a commit contains, by the newer routes. */
@Path("/api/repos/{repo}")
@RunOnVirtualThread
public class NamedContentResource extends ContentResource {

    NamedContentResource(GrantAccess access, ReadFile readFile, ContentCalls calls, ApiBody bodies) {
        super(access, readFile, calls, bodies);
    }
}
