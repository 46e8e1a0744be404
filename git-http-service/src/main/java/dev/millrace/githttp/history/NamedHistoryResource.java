package dev.millrace.githttp.history;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Commits and their differences, by the newer routes. */
@Path("/api/repos/{repo}")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class NamedHistoryResource extends HistoryResource {

    NamedHistoryResource(HistoryCalls calls) {
        super(calls);
    }
}
