package dev.millrace.githttp.refs;

import dev.millrace.githttp.api.ApiBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Branches, tags and refs of notes, by the newer routes. */
@Path("/api/repos/{repo}")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class NamedRefResource extends RefResource {

    NamedRefResource(RefCalls calls, ApiBody bodies) {
        super(calls, bodies);
    }
}
