package dev.millrace.githttp.history;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Commits and their differences, by the older routes. */
@Path("/api/v1/repos")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ClaimedHistoryResource extends HistoryResource {

    ClaimedHistoryResource(HistoryCalls calls) {
        super(calls);
    }
}
