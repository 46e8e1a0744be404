package dev.millrace.githttp.refs;

import dev.millrace.githttp.api.ApiBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Branches, tags and refs of notes, by the older routes. */
@Path("/api/v1/repos")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ClaimedRefResource extends RefResource {

    ClaimedRefResource(RefCalls calls, ApiBody bodies) {
        super(calls, bodies);
    }
}
